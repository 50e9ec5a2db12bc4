import { randomBytes, randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { Access } from '../hub/access.ts';
import { readSpec } from '../hub/spec.ts';
import { migrate } from '../prisma/migrate.ts';
import { seedMerchant } from '../prisma/seed.ts';
import { createCipher } from '../prisma/store/cipher.ts';
import { type Database, openDatabase } from '../prisma/store/database.ts';
import { insertPerson } from '../prisma/store/people.ts';
import { startSession } from '../prisma/store/sessions.ts';
import { type Figure, median, rounded } from './figure.ts';
import type { BenchServers } from './servers.ts';

const REQUESTS = 5_000;
/** As many people at work as a large merchant has. */
const PEOPLE = 50;

/** Processor time that it takes to know who sends a request with an access token, in µs. */
export async function measureAuth(servers: BenchServers, rounds: number): Promise<Figure[]> {
  const cipher = createCipher(randomBytes(32));
  const url = await servers.createDatabase();
  await migrate(url);
  const database = openDatabase({ url, poolMax: 1, cipher });
  try {
    const access = new Access(database, readSpec()['x-scopes']);
    const tokens = await logInPeople(database, access);
    const requests = tokens.map((token) => {
      const authorization = `Bearer ${token}`;
      return { get: (name: string) => (name === 'authorization' ? authorization : undefined) } as unknown as Request;
    });
    const times: number[] = [];
    for (let round = -1; round < rounds; round += 1) {
      const before = process.cpuUsage();
      for (let count = 0; count < REQUESTS; count += 1) await access.identify(requests[count % PEOPLE] as Request);
      const used = process.cpuUsage(before);
      if (round >= 0) times.push((used.user + used.system) / REQUESTS);
    }
    const parts = { people: PEOPLE, requests: REQUESTS, rounds };
    return [{ name: 'auth_us', value: rounded(median(times), 1), unit: 'us', goal: null, parts }];
  } finally {
    await database.close();
  }
}

async function logInPeople(database: Database, access: Access): Promise<string[]> {
  const login = { email: `${randomUUID()}@bench.example`, password: randomUUID() };
  const merchantId = await seedMerchant(database, { id: randomUUID(), name: '麦香烘焙', login });
  return database.withMerchantSql(merchantId, async (client) => {
    const tokens: string[] = [];
    for (let count = 0; count < PEOPLE; count += 1) {
      const person = { merchantId, name: '店员', role: 'front_desk', shopIds: null } as const;
      const id = await insertPerson(client, { ...person, email: `${randomUUID()}@bench.example` });
      if (!id) throw new Error('a person of the benchmark was not made');
      const { familyId } = await startSession(client, { id, merchant: { id: merchantId } });
      tokens.push(access.issueToken({ id }, familyId));
    }
    return tokens;
  });
}
