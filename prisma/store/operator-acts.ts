import { randomUUID } from 'node:crypto';
import { recordAct } from './audit.ts';
import type { Database, SqlClient } from './database.ts';
import { normalEmail } from './identities.ts';
import { endLinks, insertLink, type NewLink } from './password-links.ts';
import { insertPerson, NO_PASSWORD, setDisabled } from './people.ts';
import { removeFactor } from './second-factor.ts';
import { endAllSessions } from './sessions.ts';

const OPERATOR = { kind: 'operator', id: null, name: 'command line' } as const;

/** Makes an owner, and the merchant with them where it is named and not there. @throws Error that says what is wrong. */
export async function addOwner(
  database: Database,
  { email, name, merchant, merchantId }: { email: string; name: string; merchant?: string; merchantId?: string },
): Promise<{ merchantId: string; link: NewLink }> {
  if ((merchant === undefined) === (merchantId === undefined))
    throw new Error('say either --merchant (makes one) or --merchant-id (of one that is there)');
  const id = merchantId ?? randomUUID();
  const link = await database.withMerchantSql(id, async (client) => {
    if (merchant === undefined) await mustBeMerchant(client, id);
    else await insertMerchant(client, id, merchant);
    const person = { merchantId: id, email: normalEmail(email), name, role: 'owner', shopIds: null } as const;
    const personId = await insertPerson(client, person);
    if (!personId) throw new Error(`somebody has the address ${email} already`);
    const made = await insertLink(client, { merchantId: id, personId, purpose: 'invitation' });
    const details = { email: person.email, name, role: 'owner' };
    await recordAct(client, { actor: OPERATOR, act: 'invitePerson', outcome: 'done', subject: personId, details });
    return made;
  });
  return { merchantId: id, link };
}

export async function resetPerson(
  database: Database,
  email: string,
  { removeSecondFactor }: { removeSecondFactor: boolean },
): Promise<NewLink> {
  const { id, merchantId, invited } = await findPerson(database, email);
  return database.withMerchantSql(merchantId, async (client) => {
    if (removeSecondFactor) await removeFactor(client, id);
    const purpose = invited ? 'invitation' : 'reset';
    const link = await insertLink(client, { merchantId, personId: id, purpose });
    const details = { purpose, removeSecondFactor };
    await recordAct(client, { actor: OPERATOR, act: 'createPasswordLink', outcome: 'done', subject: id, details });
    return link;
  });
}

export async function setPersonDisabled(database: Database, email: string, disabled: boolean): Promise<void> {
  const { id, merchantId } = await findPerson(database, email);
  await database.withMerchantSql(merchantId, async (client) => {
    await setDisabled(client, id, disabled);
    if (disabled) {
      await endLinks(client, id);
      await endAllSessions(client, id);
    }
    const act = disabled ? 'disablePerson' : 'enablePerson';
    await recordAct(client, { actor: OPERATOR, act, outcome: 'done', subject: id });
  });
}

async function findPerson(
  { system }: Database,
  email: string,
): Promise<{ id: string; merchantId: string; invited: boolean }> {
  const { rows } = await system.query<{ id: string; merchant_id: string; invited: boolean }>(
    'SELECT id, merchant_id, password_hash = $2 AS invited FROM users WHERE email = $1',
    [normalEmail(email), NO_PASSWORD],
  );
  if (!rows[0]) throw new Error(`nobody has the address ${email}`);
  return { id: rows[0].id, merchantId: rows[0].merchant_id, invited: rows[0].invited };
}

async function insertMerchant(client: SqlClient, id: string, name: string): Promise<void> {
  await client.query('INSERT INTO merchants (id, name) VALUES ($1, $2)', [id, name]);
  await client.query('INSERT INTO merchant_counters (merchant_id) VALUES ($1)', [id]);
}

async function mustBeMerchant(client: SqlClient, id: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM merchants WHERE id = $1', [id]);
  if (rowCount === 0) throw new Error(`there is no merchant ${id}`);
}
