import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import proto from '@temporalio/proto';

const { History } = proto.temporal.api.history.v1;

export const HISTORIES_DIR = fileURLToPath(new URL('./histories/', import.meta.url));
export const WORKFLOW_BUNDLE = fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url));

export type WorkflowHistory = proto.temporal.api.history.v1.IHistory;
type Json = null | string | number | boolean | Json[] | { [key: string]: Json };

/** The life of an order as Temporal recorded it. */
export interface StoredHistory {
  name: string;
  workflowId: string;
  history: Json;
}

export function readHistories(): StoredHistory[] {
  return readdirSync(HISTORIES_DIR)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(`${HISTORIES_DIR}${file}`, 'utf8')) as StoredHistory);
}

/**
 * History -> JSON that can be read and compared. On which machine and in which folder it was lived is left out. The SDK's own
 * `historyToJSON` is not used: it fails where npm gives its packages separate copies of protobufjs.
 */
export function toJson(history: WorkflowHistory): Json {
  const message = History.fromObject(history);
  return withoutMachine(History.toObject(message, { longs: String, enums: String, bytes: String }));
}

export function fromJson({ history }: StoredHistory): WorkflowHistory {
  return History.fromObject(history as object);
}

/** Everything in it that a person could read: values as they are, and what workflows and activities were given and gave. */
export function readableText(value: Json): string {
  if (Array.isArray(value)) return value.map(readableText).join('\n');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, inner]) =>
      key === 'data' && typeof inner === 'string' ? Buffer.from(inner, 'base64').toString('utf8') : readableText(inner),
    )
    .join('\n');
}

function withoutMachine(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutMachine);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'identity' && key !== 'stackTrace');
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutMachine(inner)]));
}
