import { expect, test } from 'vitest';
import { read } from './project-files.ts';

const dashboard = JSON.parse(read('deploy/grafana-dashboard.json')) as {
  panels: { title: string; targets: { expr: string }[] }[];
};

test('the dashboard asks for metrics that the hub has, and for all of them', () => {
  const code = ['hub/metrics.ts', 'hub/backlog-metrics.ts'].map(read).join('\n');
  const exported = new Set(code.match(/'jiedan_\w+'/g)?.map((name) => name.slice(1, -1)));
  const asked = dashboard.panels.flatMap(({ targets }) =>
    targets.flatMap(({ expr }) => expr.match(/jiedan_\w+/g) ?? []),
  );
  const bare = new Set(asked.map((name) => (exported.has(name) ? name : name.replace(/_(?:bucket|count|sum)$/, ''))));
  expect([...bare].filter((name) => !exported.has(name))).toEqual([]);
  // The size of a batch is a tuning figure for whoever works on the door.
  expect([...exported].filter((name) => !bare.has(name))).toEqual(['jiedan_intake_batch_size']);
});
