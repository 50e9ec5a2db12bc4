import type { Database, SqlClient } from './database.ts';
import type { VaultOwner } from './token-vault.ts';

/** Waits where the platform names none: 3, 6, 12, 24, 48 seconds. */
const PAUSE_FIRST_S = 3;
const PAUSE_MAX_S = 48;
/** For this long after a pause calls go one after the other; another "slow down" within it counts as one in a row. */
const PACED_S = 60;
const PACE_FIRST_MS = 50;
const PACE_MAX_MS = 1_000;
/** A turn that is further away is not waited for. */
const TURN_WAIT_MAX_MS = 2_000;
/** A platform that does not answer is left alone this long, each time twice as long. */
const STOP_FIRST_S = 2;
const STOP_MAX_S = 60;
/** Longer than any call takes, so that a probe whose process died frees its place. */
const PROBE_MAX_S = 15;

const msUntil = (moment: string) => `greatest(0, coalesce(extract(epoch FROM ${moment} - now()) * 1000, 0))::int`;
const isPaced = `paused_until + interval '${PACED_S} seconds' > now()`;

const READ = `SELECT stopped_at IS NOT NULL AS stopped, ${msUntil('stopped_until')} AS "stoppedForMs",
         ${msUntil('paused_until')} AS "pausedForMs",
         CASE WHEN ${isPaced} THEN least(${PACE_MAX_MS}, ${PACE_FIRST_MS} * 2 ^ least(slowdowns - 1, 10))::int ELSE 0 END AS "paceMs"
  FROM connection_gates WHERE connection_id = $1`;

const SLOW_DOWN = `INSERT INTO connection_gates AS g (connection_id, merchant_id, paused_until, slowdowns)
  VALUES ($1, $2, now() + coalesce($3::float8, ${PAUSE_FIRST_S * 1000}) * interval '1 millisecond', 1)
  ON CONFLICT (connection_id) DO UPDATE
  SET slowdowns = CASE WHEN g.paused_until > now() THEN g.slowdowns
                       WHEN g.${isPaced} THEN g.slowdowns + 1 ELSE 1 END,
      paused_until = greatest(g.paused_until, now() + interval '1 millisecond' * coalesce($3::float8,
        CASE WHEN g.paused_until > now() THEN 0
             ELSE least(${PAUSE_MAX_S}, ${PAUSE_FIRST_S} * 2 ^ CASE WHEN g.${isPaced} THEN least(g.slowdowns, 10) ELSE 0 END) * 1000 END))
  RETURNING ${msUntil('paused_until')} AS "pauseMs"`;

const CLAIM_TURN = `UPDATE connection_gates SET next_call_at = greatest(next_call_at, now()) + $2::int * interval '1 millisecond'
  WHERE connection_id = $1 AND coalesce(next_call_at, now()) <= now() + interval '${TURN_WAIT_MAX_MS} milliseconds'
  RETURNING greatest(0, ${msUntil('next_call_at')} - $2::int) AS "turnMs"`;

const STOP = `INSERT INTO connection_gates AS g (connection_id, merchant_id, stopped_at, stopped_until, stops)
  VALUES ($1, $2, now(), now() + interval '${STOP_FIRST_S} seconds', 1)
  ON CONFLICT (connection_id) DO UPDATE
  SET stopped_at = coalesce(g.stopped_at, now()), stops = g.stops + 1, probe_until = NULL,
      stopped_until = now() + interval '1 second' * least(${STOP_MAX_S}, ${STOP_FIRST_S} * 2 ^ least(g.stops, 10))
  WHERE g.stopped_at IS NULL OR $3::boolean`;

const CLAIM_PROBE = `UPDATE connection_gates SET probe_until = now() + interval '${PROBE_MAX_S} seconds'
  WHERE connection_id = $1 AND stopped_at IS NOT NULL AND stopped_until <= now() AND (probe_until IS NULL OR probe_until <= now())`;

const END_STOP = `UPDATE connection_gates SET stopped_at = NULL, stopped_until = NULL, stops = 0, probe_until = NULL WHERE connection_id = $1`;

interface GateRow {
  stopped: boolean;
  stoppedForMs: number;
  pausedForMs: number;
  paceMs: number;
}

/** The shared state of a connection's gate (`connectors/call-gate.ts`), in one row that is there only once something was wrong. */
export function openGateRows({ hints }: Database, { connectionId, merchantId }: VaultOwner) {
  const here = [connectionId];
  return {
    read: async () => (await hints.query<GateRow>({ name: 'read-gate', text: READ, values: here })).rows[0] ?? null,
    slowDown: async (askedMs: number | null) => {
      const values = [connectionId, merchantId, askedMs];
      const { rows } = await hints.query<{ pauseMs: number }>({ name: 'slow-down', text: SLOW_DOWN, values });
      return rows[0]?.pauseMs ?? 0;
    },
    claimTurn: async (paceMs: number) => {
      const values = [connectionId, paceMs];
      const { rows } = await hints.query<{ turnMs: number }>({ name: 'claim-turn', text: CLAIM_TURN, values });
      return rows[0]?.turnMs ?? null;
    },
    stop: async (probed: boolean) => {
      await hints.query({ name: 'stop-calls', text: STOP, values: [connectionId, merchantId, probed] });
    },
    claimProbe: async () =>
      (await hints.query({ name: 'claim-probe', text: CLAIM_PROBE, values: here })).rowCount === 1,
    endStop: async () => {
      await hints.query({ name: 'end-stop', text: END_STOP, values: here });
    },
  };
}

/** What people are shown of it; times are null where calls flow. */
export interface CallsState {
  state: 'flowing' | 'slowed' | 'stopped';
  since: Date | null;
  until: Date | null;
}

/** Part of a SELECT with `connection_gates` joined as `g`. */
export const CALLS_COLUMNS = `CASE WHEN g.stopped_at IS NOT NULL THEN 'stopped' WHEN g.paused_until > now() THEN 'slowed' ELSE 'flowing' END
    AS calls_state,
  g.stopped_at AS calls_stopped_at, CASE WHEN g.stopped_at IS NOT NULL THEN g.stopped_until WHEN g.paused_until > now() THEN g.paused_until END
    AS calls_until`;

export interface CallsRow {
  calls_state: CallsState['state'];
  calls_stopped_at: Date | null;
  calls_until: Date | null;
}

export function callsOf(row: CallsRow): CallsState {
  return { state: row.calls_state, since: row.calls_stopped_at, until: row.calls_until };
}

/** How the calls stand that an order's commands are made with. */
export async function readCalls(client: SqlClient, orderId: string): Promise<CallsState> {
  const { rows } = await client.query<CallsRow>({
    name: 'read-calls',
    text: `SELECT ${CALLS_COLUMNS} FROM orders o JOIN shops s ON s.id = o.shop_id LEFT JOIN connection_gates g ON g.connection_id = s.connection_id
           WHERE o.id = $1`,
    values: [orderId],
  });
  return rows[0] ? callsOf(rows[0]) : { state: 'flowing', since: null, until: null };
}
