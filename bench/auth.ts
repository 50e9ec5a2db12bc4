import { randomBytes, randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { createIdentify, issueAccessToken } from '../hub/identify.ts';
import type { Identity } from '../prisma/store/identities.ts';
import { createCipher } from '../prisma/store/cipher.ts';
import { openDatabase } from '../prisma/store/database.ts';
import { type Figure, median, rounded } from './figure.ts';
import type { BenchServers } from './servers.ts';

const REQUESTS = 5_000;
/** As many people at work as a large merchant has. */
const PEOPLE = 50;

/** Processor time that it takes to know who sends a request with an access token, in µs. */
export async function measureAuth(servers: BenchServers, rounds: number): Promise<Figure[]> {
  const cipher = createCipher(randomBytes(32));
  const database = openDatabase({ url: await servers.createDatabase(), poolMax: 1, cipher });
  try {
    const context = { database };
    const identify = createIdentify(context);
    const merchant = { id: randomUUID(), name: '麦香烘焙', timeZone: 'Asia/Shanghai' };
    const requests = Array.from({ length: PEOPLE }, () => {
      const identity: Identity = { kind: 'user', id: randomUUID(), name: '店员', role: 'front_desk', merchant };
      const authorization = `Bearer ${issueAccessToken(context, identity)}`;
      return { get: (name: string) => (name === 'authorization' ? authorization : undefined) } as unknown as Request;
    });
    const times: number[] = [];
    for (let round = -1; round < rounds; round += 1) {
      const before = process.cpuUsage();
      for (let count = 0; count < REQUESTS; count += 1) await identify(requests[count % PEOPLE] as Request);
      const used = process.cpuUsage(before);
      if (round >= 0) times.push((used.user + used.system) / REQUESTS);
    }
    const parts = { people: PEOPLE, requests: REQUESTS, rounds };
    return [{ name: 'auth_us', value: rounded(median(times), 1), unit: 'us', goal: null, parts }];
  } finally {
    await database.close();
  }
}
