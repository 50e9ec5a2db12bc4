/** A request as somebody has it at hand: out of a log, of a curl command, of an editor. */
export interface RawRequest {
  method: string;
  /** Scheme, host and path; `http` is guessed where only a Host line tells. */
  address: string;
  query: string;
  headers: Record<string, string>;
  body: Buffer;
  /** What was taken for something that the text does not say for certain. */
  notes: string[];
}

/**
 * Reads a curl command, the text of an HTTP request, or a bare address.
 * @throws Error in one line that says what was looked for
 */
export function readRequest(text: string): RawRequest {
  const start = text.trimStart();
  if (/^curl(?:\.exe)?\s/.test(start)) return readCurl(start);
  if (/^[A-Z]+ \S+(?: HTTP\/[\d.]+)?\r?\n/.test(`${start}\n`)) return readHttp(start);
  if (/^https?:\/\/\S+$/.test(start.trim())) return atAddress(start.trim(), 'GET');
  throw new Error('that is no request: a curl command, "POST /path HTTP/1.1" with headers and body, or an address');
}

export function atAddress(url: string, method: string): RawRequest {
  const [address = '', query = ''] = splitOnce(url.replace(/#.*$/, ''), '?');
  return { method, address, query, headers: {}, body: Buffer.alloc(0), notes: [] };
}

function readHttp(text: string): RawRequest {
  const [head = '', rest = ''] = splitOnce(text.replaceAll('\r\n', '\n'), '\n\n');
  const [first = '', ...lines] = head.split('\n');
  const [method = 'GET', target = '/'] = first.split(' ');
  const headers = Object.fromEntries(
    lines.map((line) => splitOnce(line, ':')).map(([name, value]) => [name.trim().toLowerCase(), value.trim()]),
  );
  const whole = /^https?:/.test(target);
  const scheme = headers['x-forwarded-proto'] ?? 'http';
  const request = atAddress(whole ? target : `${scheme}://${headers.host ?? 'localhost'}${target}`, method);
  const notes =
    whole || headers['x-forwarded-proto'] ? [] : [`the address is taken to begin with ${scheme}; --url says otherwise`];
  const length = Number(headers['content-length'] ?? Number.NaN);
  const body = Buffer.from(rest);
  if (body.length === length) return { ...request, headers, body, notes };
  const short = rest.replace(/\n$/, '');
  if (short !== rest) notes.push('the newline at the end of the text is not taken for a part of the body');
  return { ...request, headers, body: Buffer.from(short), notes };
}

/** The options of curl that say what is sent; all others say how and are left out. */
function readCurl(text: string): RawRequest {
  const words = shellWords(text).slice(1);
  const data: string[] = [];
  const headers: Record<string, string> = {};
  let method: string | undefined;
  let url: string | undefined;
  let asQuery = false;
  for (let at = 0; at < words.length; at += 1) {
    const [option = '', inline] = splitOption(words[at] ?? '');
    const value = () => inline ?? words[(at += 1)] ?? '';
    if (['-X', '--request'].includes(option)) method = value();
    else if (['-H', '--header'].includes(option)) addHeader(headers, value());
    else if (['-d', '--data', '--data-raw', '--data-binary', '--data-ascii'].includes(option)) data.push(value());
    else if (option === '--data-urlencode') data.push(urlEncoded(value()));
    else if (option === '--url') url = value();
    else if (['-G', '--get'].includes(option)) asQuery = true;
    else if (/^(?:-[AbcemoutwxK]|--(?:user-agent|cookie|max-time|output|user|proxy|write-out|referer))$/.test(option))
      value();
    else if (!option.startsWith('-')) url ??= option;
  }
  if (!url) throw new Error('the curl command names no address');
  const request = atAddress(
    /^https?:/.test(url) ? url : `http://${url}`,
    method ?? (data.length > 0 && !asQuery ? 'POST' : 'GET'),
  );
  const joined = data.join('&');
  if (asQuery) return { ...request, headers, query: [request.query, joined].filter((part) => part !== '').join('&') };
  const form: Record<string, string> = data.length > 0 ? { 'content-type': 'application/x-www-form-urlencoded' } : {};
  return { ...request, headers: { ...form, ...headers }, body: Buffer.from(joined) };
}

function splitOption(word: string): [option: string, value?: string] {
  if (/^--[a-z-]+=/.test(word)) return splitOnce(word, '=');
  if (/^-[XHd]./.test(word)) return [word.slice(0, 2), word.slice(2)];
  return [word];
}

function addHeader(headers: Record<string, string>, line: string): void {
  const [name, value] = splitOnce(line, ':');
  headers[name.trim().toLowerCase()] = value.trim();
}

function urlEncoded(text: string): string {
  const [name, value] = splitOnce(text, '=');
  return text.includes('=') ? `${name}=${encodeURIComponent(value)}` : encodeURIComponent(name);
}

/** As a POSIX shell splits words: quotes, backslashes, `$'…'`, and lines that go on after a backslash. */
function shellWords(text: string): string[] {
  const words: string[] = [];
  const pattern = /'([^']*)'|\$'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\[\s\S])*)"|\\(\r?\n|[\s\S])|(\s+)|([^\s'"\\$]+|\$)/g;
  let word: string | undefined;
  for (const [, single, ansi, double, escaped, space, plain] of text.matchAll(pattern)) {
    if (space !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    const piece =
      single ??
      (ansi === undefined
        ? undefined
        : ansi.replace(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/g, (_, code: string) => ansiCharacter(code))) ??
      double?.replace(/\\(\r?\n|[$`"\\])/g, (_, character: string) => (character.endsWith('\n') ? '' : character)) ??
      (escaped?.endsWith('\n') ? undefined : escaped) ??
      plain;
    if (piece !== undefined) word = (word ?? '') + piece;
  }
  return word === undefined ? words : [...words, word];
}

function ansiCharacter(code: string): string {
  if (/^[ux]./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
  return { n: '\n', r: '\r', t: '\t' }[code] ?? code;
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)];
}
