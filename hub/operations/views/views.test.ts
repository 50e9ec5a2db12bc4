import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiClient, clientWithKey, createMerchant, createWorld, type World } from '../../../tests/harness.ts';

let world: World;
let desk: ApiClient;
let staff: ApiClient;
let stranger: ApiClient;
let nobody: ApiClient;
beforeAll(async () => {
  world = await createWorld({ worker: false });
  desk = await world.as('front_desk');
  staff = await world.as('staff');
  stranger = await world.as('owner', await createMerchant(world.database));
  nobody = clientWithKey(world.api.url, 'jd_none');
});
afterAll(() => world.close());

const problem = (slug: string, status: number) => ({ error: { type: `/problems/${slug}` }, response: { status } });
const add = (client: ApiClient, name: string, shared = false) =>
  client.POST('/saved-views', { body: { name, search: 'tab=assigned', shared } });
const names = async (client: ApiClient) => (await client.GET('/saved-views')).data?.items.map(({ name }) => name);
const change = (client: ApiClient, viewId: string, name: string, shared = true) =>
  client.PUT('/saved-views/{viewId}', { params: { path: { viewId } }, body: { name, search: '', shared } });
const remove = (client: ApiClient, viewId: string) =>
  client.DELETE('/saved-views/{viewId}', { params: { path: { viewId } } });

describe('views of the order list', () => {
  test('one’s own is seen by nobody else, a shared one by everybody of the merchant', async () => {
    await add(desk, '我的');
    await add(desk, '大家的', true);
    expect(await names(desk)).toEqual(expect.arrayContaining(['我的', '大家的']));
    expect(await names(staff)).toEqual(['大家的']);
    expect(await names(stranger)).toEqual([]);
    expect(await nobody.GET('/saved-views')).toMatchObject(problem('unauthenticated', 401));
  });

  test('a name is used once per person, and a shared view is for those who run the desk', async () => {
    expect((await add(staff, '早班')).response.status).toBe(201);
    expect(await add(staff, '早班')).toMatchObject(problem('view-conflict', 409));
    expect((await add(desk, '早班')).response.status).toBe(201);
    expect(await add(staff, '晚班', true)).toMatchObject(problem('forbidden', 403));
    expect(await add(staff, '  ')).toMatchObject(problem('invalid-request', 400));
    expect(await add(nobody, '夜班')).toMatchObject(problem('unauthenticated', 401));
  });

  test('are changed and forgotten by who made them, a shared one also by the owner', async () => {
    const mine = (await add(desk, '改我', true)).data?.id ?? '';
    const own = (await add(desk, '私人')).data?.id ?? '';
    expect(await change(staff, mine, '不行', false)).toMatchObject(problem('forbidden', 403));
    expect((await change(world.owner, mine, '改好了')).data).toMatchObject({ name: '改好了' });
    expect(await change(desk, mine, '私人')).toMatchObject(problem('view-conflict', 409));
    expect(await change(world.owner, own, '偷看')).toMatchObject(problem('not-found', 404));
    expect(await change(desk, 'x', '私人')).toMatchObject(problem('invalid-request', 400));
    expect(await change(nobody, own, '私人')).toMatchObject(problem('unauthenticated', 401));
    expect(await remove(stranger, mine)).toMatchObject(problem('not-found', 404));
    expect(await remove(staff, mine)).toMatchObject(problem('forbidden', 403));
    expect(await remove(nobody, mine)).toMatchObject(problem('unauthenticated', 401));
    expect(await remove(desk, 'x')).toMatchObject(problem('invalid-request', 400));
    expect((await remove(desk, mine)).response.status).toBe(204);
    expect(await remove(desk, randomUUID())).toMatchObject(problem('not-found', 404));
  });

  test('a person keeps fifty', async () => {
    const admin = await world.as('admin');
    for (let count = 0; count < 50; count += 1) await add(admin, `第 ${count}`);
    expect(await add(admin, '再来一个')).toMatchObject(problem('view-conflict', 409));
  });
});

describe('preferences', () => {
  test('stay with the person, and what is not mentioned stays', async () => {
    const put = (client: ApiClient, body: object) => client.PUT('/preferences', { body });
    expect((await desk.GET('/preferences')).data).toEqual({});
    await put(desk, { orderColumns: ['shop', 'amount'] });
    const { data } = await put(desk, { sound: { quietFrom: '22:00', quietTo: '07:00', silent: ['fresh'] } });
    expect(data).toEqual({
      orderColumns: ['shop', 'amount'],
      sound: { quietFrom: '22:00', quietTo: '07:00', silent: ['fresh'] },
    });
    expect((await staff.GET('/preferences')).data).toEqual({});
    expect(await put(desk, { sound: { quietFrom: '25:00' } })).toMatchObject(problem('invalid-request', 400));
    expect(await put(desk, { orderColumns: ['phone'] })).toMatchObject(problem('invalid-request', 400));
    expect(await put(nobody, {})).toMatchObject(problem('unauthenticated', 401));
    expect(await nobody.GET('/preferences')).toMatchObject(problem('unauthenticated', 401));
  });
});
