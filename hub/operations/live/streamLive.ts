import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';

export const streamLive: Operation<'streamLive'> = async ({ http }, identity, context) => {
  const lastEventId = http.get('last-event-id');
  if (lastEventId !== undefined && !/^\d{1,18}$/.test(lastEventId)) {
    throw new Problem('invalid-request', '`Last-Event-ID` is not an id of this stream.');
  }
  return {
    stream: (response) => context.live.open(response, identity, lastEventId === undefined ? null : BigInt(lastEventId)),
  };
};
