import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { APPKEY, decrypt, SECRET, SHOP_ID, startWeidian, type TestWeidian } from './merchant-for-tests.ts';

let sandbox: TestWeidian;
const shops = [{ shopId: SHOP_ID, name: '小满杂货', alias: 'sundries' }];
const settings = (more: Record<string, unknown> = {}): Promise<unknown> =>
  sandbox.control('PUT', `/weidian/apps/${APPKEY}`, { secret: SECRET, shops, ...more });

beforeAll(async () => {
  sandbox = await startWeidian();
});
beforeEach(() => settings());
afterAll(() => sandbox.close());

const LIST = 'vdian.order.list.get 1.5';

describe('the two fields of a call', () => {
  test.each(['GET', 'POST'] as const)('may come by %s', async (method) => {
    const { http, code, contentType, reason } = await sandbox.call(LIST, {}, { method });
    expect({ http, code, reason }).toEqual({ http: 200, code: 0, reason: 'success' });
    expect(contentType).toContain('application/json');
  });

  test("the documents' vectors are understood, whatever the order of fields", async () => {
    const token = (await sandbox.token()).result.access_token as string;
    const orderId = await sandbox.place({ state: 'placed' });
    const head = '%22access_token%22%3A%225c8a1b7e9d0f4a6bb3c2d1e0f9a8b7c6000011aabb%22';
    const list = `param=%7B%22page_num%22%3A1%2C%22page_size%22%3A30%2C%22order_type%22%3A%22unship%22%7D&public=%7B%22method%22%3A%22vdian.order.list.get%22%2C${head}%2C%22version%22%3A%221.5%22%2C%22format%22%3A%22json%22%7D`;
    const cancel = `public=%7B%22format%22%3A%22json%22%2C%22version%22%3A%221.0%22%2C${head}%2C%22method%22%3A%22vdian.order.cancel%22%7D&param=%7B%22order_id%22%3A%22${orderId}%22%2C%22reason%22%3A%22%E7%BC%BA%E8%B4%A7%20%2B%22%7D`;
    for (const body of [list, cancel]) {
      const post = (text: string): Promise<Response> =>
        fetch(`${sandbox.url}/weidian/api`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: text,
        });
      expect(await (await post(body)).json()).toMatchObject({ status: { status_code: 10_013 } });
      const mine = body.replace('5c8a1b7e9d0f4a6bb3c2d1e0f9a8b7c6000011aabb', token);
      expect(await (await post(mine)).json()).toMatchObject({ status: { status_code: 0 } });
    }
    expect(await sandbox.truth(orderId)).toMatchObject({ status: 60, closeReason: '缺货 +' });
  });

  const head = (more: object): Record<string, string> => ({
    public: JSON.stringify({ method: 'vdian.order.list.get', version: '1.5', format: 'json', ...more }),
  });
  test.each([
    ['a field more', { sign: 'x' }, 90_001],
    ['a param that is not JSON', { param: 'x' }, 90_001],
    ['a param that is a list', { param: '[]' }, 90_001],
    ['an empty param', { param: '' }, 90_001],
    ['a version that is a number', head({ version: 1.5 }), 90_001],
    ['another format', head({ format: 'xml' }), 90_001],
  ])('%s is refused', async (_what, form, expected) => {
    expect((await sandbox.call(LIST, {}, { form })).code).toBe(expected);
  });

  test('extras of clients in use are tolerated', async () => {
    const access_token = (await sandbox.token()).result.access_token as string;
    const form = head({ access_token, lang: 'java', sdkversion: '2.0' });
    expect((await sandbox.call(LIST, {}, { form })).code).toBe(0);
  });

  test.each(['vdian.order.accept 1.0', 'vdian.order.list.get 2.0', 'toString 1.0'])('%s is not known', async (what) => {
    expect((await sandbox.call(what)).code).toBe(90_002);
  });

  test('a method may be absent for an app', async () => {
    const orderId = await sandbox.place({ state: 'placed' });
    await settings({ absent: ['vdian.order.cancel'] });
    expect((await sandbox.call('vdian.order.cancel 1.0', { order_id: orderId })).code).toBe(90_002);
  });

  test('too many calls are refused where the app has a limit', async () => {
    await settings({ rateLimit: { perSecond: 0.001, burst: 1 } });
    expect((await sandbox.call(LIST)).code).toBe(0);
    expect((await sandbox.call(LIST)).code).toBe(90_008);
  });
});

describe('answers', () => {
  test('may be a JSON text within a JSON text', async () => {
    await settings({ doubleEncoded: true });
    const { text, code } = await sandbox.call(LIST);
    expect(text.startsWith('"{\\"status\\"')).toBe(true);
    expect(code).toBe(0);
  });

  test('may call themselves HTML, at least when they are errors', async () => {
    await settings({ html: 'errors' });
    expect((await sandbox.call(LIST)).contentType).toContain('application/json');
    const wrong = await sandbox.call(LIST, { page_num: 0 });
    expect([wrong.http, wrong.code]).toEqual([200, 90_003]);
    expect(wrong.contentType).toContain('text/html');
    await settings({ html: 'always' });
    expect((await sandbox.call(LIST)).contentType).toContain('text/html');
  });

  test('a call that writes has no result', async () => {
    const orderId = await sandbox.place({ state: 'placed' });
    const { text } = await sandbox.call('vdian.order.cancel 1.0', { order_id: orderId, reason: 'x' });
    expect(JSON.parse(text)).toEqual({ status: { status_code: 0, status_reason: 'success' } });
  });
});

describe('personal data', () => {
  const recipient = {
    name: '王小明',
    phone: '13800138000',
    province: '浙江省',
    city: '杭州市',
    region: '余杭区',
    address: '良睦路1399号',
  };

  test('comes encrypted where the app is set to, under the key that its secret opens', async () => {
    const orderId = await sandbox.place({ recipient });
    const plain = await sandbox.call('vdian.order.get 2.0', { order_id: orderId });
    expect(plain.result.buyer_info).toMatchObject({ name: '王小明', address: '浙江省杭州市余杭区良睦路1399号' });
    await settings({
      encrypted: ['name', 'phone', 'address', 'self_address'],
      aesKey: '0123456789abcdef0f1e2d3c4b5a6978',
    });
    const form = { public: JSON.stringify({ method: 'open.secret.list', version: '1.0', format: 'json' }) };
    const keys = await sandbox.call('', { app_key: APPKEY, secret: SECRET }, { form });
    const aesKey = keys.result[0].aesKey as string;
    const { buyer_info } = (await sandbox.call('vdian.order.get 2.0', { order_id: orderId })).result;
    expect(buyer_info.phone).toBe('+LqOtKsc5FUn515aJybk/Pzn7TY4+Iz2kF/5lT5qq5k=');
    expect(decrypt(aesKey, buyer_info.name as string)).toBe('王小明');
    expect(decrypt(aesKey, buyer_info.self_address as string)).toBe('良睦路1399号');
    expect(buyer_info.province).toBe('浙江省');
    const [row] = (await sandbox.call(LIST)).result.orders;
    expect(row.buyer_info.name).toBe(buyer_info.name);
    const wrong = await sandbox.call('', { app_key: APPKEY, secret: 'x' }, { form });
    expect(wrong.code).toBe(90_009);
  });
});

describe('what the sandbox remembers and spoils', () => {
  test('calls are kept by method and order, without secrets', async () => {
    await sandbox.control('DELETE', '/calls');
    const orderId = await sandbox.place({ state: 'placed' });
    await sandbox.token();
    await sandbox.call('vdian.order.cancel 1.0', { order_id: orderId, reason: '缺货' });
    const { calls } = (await sandbox.control<{ calls: { path: string }[] }>('GET', '/calls?platform=weidian')).body;
    expect(calls).toMatchObject([
      { path: 'token', code: 0 },
      { path: 'vdian.order.cancel', orderId, code: 0, params: { reason: '缺货', apiVersion: '1.0' } },
    ]);
    expect(JSON.stringify(calls)).not.toContain(SECRET);
    expect(JSON.stringify(calls)).not.toContain('access_token');
  });

  test("a fault has the platform's own shape, or breaks the answer after the deed", async () => {
    const orderId = await sandbox.place();
    const path = 'vdian.order.deliver';
    await sandbox.control('POST', '/faults', { platform: 'weidian', path, act: 'error-code', code: 10_016, orderId });
    const ship = { order_id: orderId, express_type: '3', express_no: '75312345678901' };
    expect(await sandbox.call(`${path} 1.0`, ship)).toMatchObject({ http: 200, code: 10_016 });
    await sandbox.control('POST', '/faults', { platform: 'weidian', path, act: 'reset-after-acting' });
    await expect(sandbox.call(`${path} 1.0`, ship)).rejects.toThrow();
    expect((await sandbox.truth(orderId)).status).toBe(30);
  });
});
