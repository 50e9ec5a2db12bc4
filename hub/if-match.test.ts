import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiClient, clientWithKey, createPerson, createWorld, type World } from '../tests/harness.ts';

let world: World;
/** A person: keys change nobody. */
let owner: ApiClient;
beforeAll(async () => {
  world = await createWorld({ worker: false });
  owner = clientWithKey(world.api.url, (await createPerson(world.database, world.merchantId, 'owner')).token);
});
afterAll(() => world.close());

interface Tagged {
  id: string;
  etag: string;
}

type Answer = Promise<{ data?: Tagged; error?: unknown; response: Response }>;

/** What two people at two desks have read, and how each changes it. */
const things: Record<string, () => Promise<{ read: Tagged; change(name: string, ifMatch?: string): Answer }>> = {
  person: async () => {
    const email = `${randomUUID()}@test.example`;
    const { data } = await owner.POST('/people', { body: { email, name: '小李', role: 'staff', shopIds: null } });
    const read = data?.person as Tagged;
    const params = (ifMatch?: string) => ({
      path: { personId: read.id },
      header: ifMatch ? { 'If-Match': ifMatch } : {},
    });
    return {
      read,
      change: (name, tag) => owner.PATCH('/people/{personId}', { params: params(tag), body: { name } }),
    };
  },
  'saved view': async () => {
    const body = { name: randomUUID(), search: 'tab=all', shared: true };
    const read = (await owner.POST('/saved-views', { body })).data as Tagged;
    const params = (ifMatch?: string) => ({
      path: { viewId: read.id },
      header: ifMatch ? { 'If-Match': ifMatch } : {},
    });
    return {
      read,
      change: (name, tag) => owner.PUT('/saved-views/{viewId}', { params: params(tag), body: { ...body, name } }),
    };
  },
  connection: async () => {
    const read = (await owner.GET('/connections')).data?.items[0] as Tagged;
    const params = (ifMatch?: string) => ({
      path: { connectionId: read.id },
      header: ifMatch ? { 'If-Match': ifMatch } : {},
    });
    return {
      read,
      change: (name, tag) => owner.PATCH('/connections/{connectionId}', { params: params(tag), body: { name } }),
    };
  },
};

test.each(Object.entries(things))(
  'of two who change the same %s, the second is told and writes nothing over',
  async (_, make) => {
    const { read, change } = await make();
    const first = await change('早班', read.etag);
    expect(first.response.status).toBe(200);
    expect(first.data?.etag).not.toBe(read.etag);
    const second = await change('晚班', read.etag);
    expect(second.error).toMatchObject({ status: 412, type: '/problems/changed-meanwhile' });
    expect((await change('晚班', first.data?.etag)).response.status).toBe(200);
    // Whoever says nothing means what there is.
    expect((await change('夜班')).response.status).toBe(200);
    expect((await change('凌晨', '*')).response.status).toBe(200);
  },
);
