import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AddressError, OutgoingGuard } from './outgoing-address.ts';

const guard = new OutgoingGuard();
const faultOf = async (url: string, by = guard): Promise<string> => {
  try {
    await by.pin(url);
    return 'called';
  } catch (error) {
    return error instanceof AddressError ? error.fault : String(error);
  }
};

describe('addresses that are never called', () => {
  it.each([
    ['http://127.0.0.1/', 'private_address'],
    ['http://127.1/', 'private_address'],
    ['http://127.255.255.254/', 'private_address'],
    ['http://2130706433/', 'private_address'],
    ['http://0x7f000001/', 'private_address'],
    ['http://0x7f.0.0.1/', 'private_address'],
    ['http://017700000001/', 'private_address'],
    ['http://0177.0.0.01/', 'private_address'],
    ['http://１２７.０.０.１/', 'private_address'],
    ['http://①②⑦.0.0.1/', 'private_address'],
    ['http://127.0.0.1./', 'private_address'],
    ['http://0.0.0.0/', 'private_address'],
    ['http://0/', 'private_address'],
    ['http://10.0.0.1/', 'private_address'],
    ['http://172.16.0.1/', 'private_address'],
    ['http://172.31.255.255/', 'private_address'],
    ['http://192.168.1.1/', 'private_address'],
    ['http://169.254.169.254/latest/meta-data/', 'private_address'],
    ['http://2852039166/', 'private_address'],
    ['http://0xa9fea9fe/', 'private_address'],
    ['http://169.254.0.23/', 'private_address'],
    ['http://100.100.100.200/latest/meta-data/', 'private_address'],
    ['http://100.64.0.1/', 'private_address'],
    ['http://168.63.129.16/', 'private_address'],
    ['http://192.0.0.192/', 'private_address'],
    ['http://192.0.2.1/', 'private_address'],
    ['http://198.18.0.1/', 'private_address'],
    ['http://203.0.113.5/', 'private_address'],
    ['http://224.0.0.1/', 'private_address'],
    ['http://240.0.0.1/', 'private_address'],
    ['http://255.255.255.255/', 'private_address'],
    ['http://[::]/', 'private_address'],
    ['http://[::1]/', 'private_address'],
    ['http://[::ffff:127.0.0.1]/', 'private_address'],
    ['http://[::ffff:7f00:1]/', 'private_address'],
    ['http://[::ffff:8.8.8.8]/', 'private_address'],
    ['http://[::127.0.0.1]/', 'private_address'],
    ['http://[::ffff:0:127.0.0.1]/', 'private_address'],
    ['http://[64:ff9b::7f00:1]/', 'private_address'],
    ['http://[64:ff9b::169.254.169.254]/', 'private_address'],
    ['http://[64:ff9b:1::7f00:1]/', 'private_address'],
    ['http://[2002:7f00:1::]/', 'private_address'],
    ['http://[2002:a9fe:a9fe::1]/', 'private_address'],
    ['http://[2001:0:7f00:1::]/', 'private_address'],
    ['http://[2001:db8::1]/', 'private_address'],
    ['http://[fe80::1]/', 'private_address'],
    ['http://[fec0::1]/', 'private_address'],
    ['http://[fc00::1]/', 'private_address'],
    ['http://[fd00:ec2::254]/latest/meta-data/', 'private_address'],
    ['http://[ff02::1]/', 'private_address'],
    ['http://[100::1]/', 'private_address'],
    ['http://localhost/', 'local_name'],
    ['http://LOCALHOST./', 'local_name'],
    ['http://api.localhost/', 'local_name'],
    ['http://metadata.google.internal/', 'local_name'],
    ['http://postgres/', 'local_name'],
    ['http://printer.local/', 'local_name'],
    ['http://nas.home.arpa/', 'local_name'],
    ['http://user@example.com/', 'credentials'],
    ['http://user:secret@example.com/', 'credentials'],
    ['http://example.com:secret@127.0.0.1/', 'credentials'],
    ['http://8.8.8.8:22/', 'port'],
    ['http://8.8.8.8:6379/', 'port'],
    ['https://8.8.8.8:5432/', 'port'],
    ['ftp://example.com/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['gopher://example.com:70/_', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['ws://example.com/', 'scheme'],
    ['//example.com/', 'not_a_url'],
    ['example.com', 'not_a_url'],
    ['http://', 'not_a_url'],
    ['http://[::1%25eth0]/', 'not_a_url'],
    ['http://256.256.256.256/', 'not_a_url'],
    [`https://example.com/${'a'.repeat(2_000)}`, 'not_a_url'],
  ])('%.60s: %s', async (url, fault) => {
    expect(await faultOf(url)).toBe(fault);
  });

  it.each([
    'https://8.8.8.8/',
    'http://1.1.1.1:8080/hook',
    'https://[2606:4700:4700::1111]:8443/',
    'https://223.5.5.5',
  ])('%s is a plain public address and is called', async (url) => {
    expect(await faultOf(url)).toBe('called');
  });

  it('hosts that the deployment names are called, by any port, and no other', async () => {
    const open = new OutgoingGuard({ allowedHosts: ['127.0.0.1', 'LocalHost', '::1'] });
    for (const url of ['http://127.0.0.1:9/', 'http://0x7f000001:9/', 'http://localhost:9/', 'http://[::1]:9/'])
      expect(await faultOf(url, open)).toBe('called');
    expect(await faultOf('http://127.0.0.2/', open)).toBe('private_address');
    expect(await faultOf('ftp://127.0.0.1/', open)).toBe('scheme');
    expect(await faultOf('http://me@127.0.0.1/', open)).toBe('credentials');
  });
});

/** A real name server on UDP: answers each question by what `answers` says now, A and AAAA. */
async function startNameServer(answers: (name: string, asked: number) => string[]): Promise<Socket> {
  const socket = createSocket('udp4');
  const asked = new Map<string, number>();
  socket.on('message', (query, from) => {
    const question = readQuestion(query);
    const times = (asked.get(`${question.name} ${question.type}`) ?? 0) + 1;
    asked.set(`${question.name} ${question.type}`, times);
    const addresses = answers(question.name, times).filter(
      (address) => (address.includes(':') ? 28 : 1) === question.type,
    );
    const header = Buffer.from([query[0] ?? 0, query[1] ?? 0, 0x81, 0x80, 0, 1, 0, addresses.length, 0, 0, 0, 0]);
    const records = addresses.map((address) => {
      const data = bytesOf(address);
      return Buffer.concat([Buffer.from([0xc0, 12, 0, question.type, 0, 1, 0, 0, 0, 0, 0, data.length]), data]);
    });
    socket.send(Buffer.concat([header, query.subarray(12, question.end), ...records]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.subarray(at + 1, at + 1 + length).toString());
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function bytesOf(address: string): Buffer {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::');
  const words = (text: string) => text.split(':').filter(Boolean);
  const zeros = Array<string>(8 - words(head).length - words(tail).length).fill('0');
  return Buffer.from([...words(head), ...zeros, ...words(tail)].map((word) => word.padStart(4, '0')).join(''), 'hex');
}

describe('names', () => {
  let names: Socket;
  let inside: Server;
  let insideCalls = 0;
  let byName: OutgoingGuard;
  beforeAll(async () => {
    names = await startNameServer((name, asked) => {
      if (name === 'rebinds.example') return asked === 1 ? ['93.184.216.34'] : ['127.0.0.1'];
      if (name === 'inside.example') return ['10.1.2.3'];
      if (name === 'mixed.example') return ['93.184.216.34', '169.254.169.254'];
      if (name === 'mapped.example') return ['::ffff:7f00:1'];
      if (name === 'good.example') return ['93.184.216.34', '2606:2800:220:1::1'];
      return name === 'tunnel.example' ? ['64:ff9b::a9fe:a9fe'] : [];
    });
    inside = createServer((_, response) => {
      insideCalls += 1;
      response.end('secret');
    }).listen(0, '127.0.0.1');
    await once(inside, 'listening');
    byName = new OutgoingGuard({ dnsServers: [`127.0.0.1:${names.address().port}`] });
  });
  afterAll(() => {
    names.close();
    inside.close();
  });

  it.each([
    ['inside.example', 'private_address'],
    ['mixed.example', 'private_address'],
    ['mapped.example', 'private_address'],
    ['tunnel.example', 'private_address'],
    ['nothing.example', 'no_address'],
    ['good.example', 'called'],
  ])('%s: %s', async (name, fault) => {
    expect(await faultOf(`http://${name}/`, byName)).toBe(fault);
  });

  it('a name that turns to the inside after it was judged is called where it was judged', async () => {
    const { url, lookup } = await byName.pin('http://rebinds.example/');
    // By now its name server says 127.0.0.1.
    expect(await faultOf('http://rebinds.example/', byName)).toBe('private_address');
    const asked: string[] = [];
    lookup('rebinds.example', { all: true }, (_, addresses) => {
      for (const { address } of Array.isArray(addresses) ? addresses : []) asked.push(address);
    });
    expect(asked).toEqual(['93.184.216.34']);
    url.port = String((inside.address() as AddressInfo).port);
    const request = get(url, { lookup, signal: AbortSignal.timeout(300) });
    request.on('error', () => undefined);
    await new Promise((resolve) => request.once('close', resolve));
    expect(insideCalls).toBe(0);
  });

  it('what was pinned is where the connection goes', async () => {
    const open = new OutgoingGuard({
      allowedHosts: ['inside.test'],
      dnsServers: [`127.0.0.1:${names.address().port}`],
    });
    expect(await faultOf('http://inside.test/', open)).toBe('no_address');
    const { lookup } = await new OutgoingGuard({ allowedHosts: ['127.0.0.1'] }).pin('http://127.0.0.1/');
    const port = (inside.address() as AddressInfo).port;
    const request = get(`http://anything.example:${port}/`, { lookup });
    await once(request, 'response');
    expect(insideCalls).toBe(1);
    request.destroy();
  });
});
