import type { SqlClient } from './database.ts';

/** What waits, of all merchants together. */
export interface Backlog {
  messagesWaiting: number;
  messageLagSeconds: number;
  messagesParked: number;
  webhooksWaiting: number;
  webhookLagSeconds: number;
  endpointsDisabled: number;
}

/** Each is as many steps in a small index as there is waiting. */
export async function readBacklog(system: SqlClient): Promise<Backlog> {
  const { rows } = await system.query<Backlog>(
    `SELECT m.*, d.*,
            (SELECT count(*)::int FROM inbound_messages WHERE state = 'parked') AS "messagesParked",
            (SELECT count(*)::int FROM webhook_endpoints WHERE deleted_at IS NULL AND disabled_reason IN ('gone', 'failing'))
              AS "endpointsDisabled"
     FROM (SELECT count(*)::int AS "messagesWaiting",
                  coalesce(extract(epoch FROM now() - min(received_at)), 0)::float AS "messageLagSeconds"
           FROM inbound_messages WHERE state = 'waiting') AS m,
          (SELECT count(*)::int AS "webhooksWaiting",
                  greatest(coalesce(extract(epoch FROM now() - min(next_attempt_at)), 0), 0)::float AS "webhookLagSeconds"
           FROM webhook_deliveries WHERE state = 'waiting') AS d`,
  );
  const [backlog] = rows;
  if (!backlog) throw new Error('a count without a row');
  return backlog;
}
