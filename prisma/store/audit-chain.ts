import type { Pool } from 'pg';
import { auditedMerchants, type AuditHead, hashOfEntry, readChain, readHeads } from './audit.ts';
import type { Cipher } from './cipher.ts';
import type { SqlClient } from './database.ts';

/** Rows that are held at a time, however long a chain is. */
const PAGE = 1_000;
const ANCHOR_CONTEXT = 'audit.anchor';

/** Where all chains stood at a moment, to be kept where nobody who can change the database reaches it. */
export interface Anchor {
  madeAt: string;
  heads: { merchantId: string; sequence: string; hash: string }[];
  /** Keyed digest: whoever owns the database does not own the key. */
  signature: string;
}

export interface ChainReport {
  merchantId: string;
  entries: bigint;
  /** Null when the chain is whole. */
  broken: { sequence: bigint; why: 'changed' | 'missing' | 'cut' | 'not-as-anchored' } | null;
}

export async function makeAnchor(system: SqlClient, cipher: Cipher, now: Date): Promise<Anchor> {
  const heads = (await readHeads(system)).map((head) => ({ ...head, sequence: String(head.sequence) }));
  const madeAt = now.toISOString();
  return { madeAt, heads, signature: signatureOf(cipher, madeAt, heads) };
}

/** @throws Error when the file was not made by `makeAnchor` with this key. */
export function readAnchor(cipher: Cipher, text: string): Anchor {
  const anchor = JSON.parse(text) as Anchor;
  if (signatureOf(cipher, anchor.madeAt, anchor.heads) !== anchor.signature)
    throw new Error('the anchor was changed, or made with another secret key');
  return anchor;
}

/** Walks every chain as it stands at one moment, and names the first entry of each that is not as it was written. */
export async function verifyChains(system: Pool, anchor: Anchor | null = null): Promise<ChainReport[]> {
  const client = await system.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const heads = new Map((await readHeads(client)).map((head) => [head.merchantId, head]));
    const anchored = new Map((anchor?.heads ?? []).map((head) => [head.merchantId, head]));
    const merchants = new Set([...(await auditedMerchants(client)), ...anchored.keys()]);
    const reports: ChainReport[] = [];
    for (const merchantId of merchants) {
      const known = anchored.get(merchantId);
      const mark = known ? { sequence: BigInt(known.sequence), hash: known.hash } : null;
      reports.push(await verifyChain(client, merchantId, heads.get(merchantId) ?? null, mark));
    }
    return reports;
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
    client.release();
  }
}

async function verifyChain(
  client: SqlClient,
  merchantId: string,
  head: AuditHead | null,
  anchored: { sequence: bigint; hash: string } | null,
): Promise<ChainReport> {
  let previous: Buffer = Buffer.alloc(32);
  let last = 0n;
  const broken = (sequence: bigint, why: NonNullable<ChainReport['broken']>['why']) => ({
    merchantId,
    entries: last,
    broken: { sequence, why },
  });
  for (;;) {
    const rows = await readChain(client, merchantId, last, PAGE);
    for (const row of rows) {
      const sequence = BigInt(row.sequence);
      if (sequence !== last + 1n) return broken(last + 1n, 'missing');
      if (!hashOfEntry(previous, row).equals(row.hash)) return broken(sequence, 'changed');
      // A chain that was written anew from here on agrees with itself, but not with what was seen outside.
      if (sequence === anchored?.sequence && row.hash.toString('hex') !== anchored.hash)
        return broken(sequence, 'not-as-anchored');
      previous = row.hash;
      last = sequence;
    }
    if (rows.length < PAGE) break;
  }
  const headAgrees = head?.sequence === last && head.hash === previous.toString('hex');
  if (!headAgrees || (anchored && anchored.sequence > last)) return broken(last + 1n, 'cut');
  return { merchantId, entries: last, broken: null };
}

function signatureOf(cipher: Cipher, madeAt: string, heads: Anchor['heads']): string {
  const plain = heads.map(({ merchantId, sequence, hash }) => [merchantId, sequence, hash]);
  return cipher.digest(JSON.stringify([madeAt, plain]), ANCHOR_CONTEXT);
}
