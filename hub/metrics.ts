import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What an operator watches. Labels are names of ours, never ids or personal data. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    pushes: new Counter({
      name: 'jiedan_pushes_total',
      help: 'Pushes received, by platform and outcome (stored, parked, refused, failed)',
      labelNames: ['platform', 'outcome'],
      registers,
    }),
    clockSkew: new Gauge({
      name: 'jiedan_platform_clock_skew_seconds',
      help: 'How far the time in the newest push was ahead of ours (behind: negative); pushes are refused when it is too far',
      labelNames: ['platform'],
      registers,
    }),
    intakeBatch: new Histogram({
      name: 'jiedan_intake_batch_size',
      help: 'Pushes stored by one INSERT',
      buckets: [1, 2, 4, 8, 16, 32, 64, 128],
      registers,
    }),
    requests: new Histogram({
      name: 'jiedan_http_request_seconds',
      help: 'API requests by operation and status',
      labelNames: ['operation', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    logIns: new Counter({
      name: 'jiedan_log_ins_total',
      help: 'Attempts to log in, by outcome (done, refused, slowed)',
      labelNames: ['outcome'],
      registers,
    }),
    liveStreams: new Gauge({ name: 'jiedan_live_streams', help: 'Open live streams', registers }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
