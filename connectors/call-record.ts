import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';

/** One remote call as it may be written down anywhere: no value of a query, no body, no header. */
export interface CallRecord {
  method: string;
  /** Scheme, host and path, and the names of the query's fields. */
  url: string;
  /** Null when no answer came. */
  status: number | null;
  durationMs: number;
  answerBytes: number;
  /** `answered`, or what kind of ConnectorError the transport made of it. The platform's own refusals are answers. */
  outcome: string;
}

const NAME = 'jiedan:remote-call';
const records = channel(NAME);

/** Every remote call of this process is told here, whether anybody listens or not. */
export function tellCall(record: CallRecord): void {
  records.publish(record);
}

/** @returns what ends the listening. */
export function listenToCalls(listener: (record: CallRecord) => void): () => void {
  const onMessage = (record: unknown): void => listener(record as CallRecord);
  subscribe(NAME, onMessage);
  return () => void unsubscribe(NAME, onMessage);
}

/** Secrets, tokens, signatures and phone numbers stand in values; the names tell what was asked. */
export function withoutValues(url: string): string {
  const [address = '', query = ''] = url.split('?', 2);
  const names = [...new URLSearchParams(query).keys()];
  return names.length === 0 ? address : `${address}?${names.join('&')}`;
}
