/** What stands in a backup, one after another: how it was made, then of each table its rows, then how many rows there were. */
export type Frame =
  | { type: 'header'; json: BackupHeader }
  | { type: 'table'; json: TableHead }
  | { type: 'rows'; bytes: Buffer }
  | { type: 'table-end'; json: { rows: number } }
  | { type: 'end'; json: { tables: number } };

export interface BackupHeader {
  takenAt: string;
  /** Names of the migrations that made the tables; a restore applies the same ones first. */
  migrations: string[];
}

export interface TableHead {
  table: string;
  columns: string[];
}

const CODES = { header: 0x48, table: 0x54, rows: 0x52, 'table-end': 0x45, end: 0x5a } as const;
const TYPES = new Map(Object.entries(CODES).map(([type, code]) => [code as number, type as Frame['type']]));
const HEAD_BYTES = 5;
/** One message of COPY; the server sends a row at a time, and a row holds a push of a megabyte at most. */
const FRAME_BYTES_MAX = 64 * 1024 * 1024;

export function writeFrame(frame: Frame): Buffer {
  const bytes = frame.type === 'rows' ? frame.bytes : Buffer.from(JSON.stringify(frame.json));
  const head = Buffer.alloc(HEAD_BYTES);
  head[0] = CODES[frame.type];
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

/** @throws Error on anything that is not a frame. */
export async function* readFrames(source: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let waiting: Buffer = Buffer.alloc(0);
  for await (const bytes of source) {
    waiting = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
    for (let next = cut(waiting); next; next = cut(waiting)) {
      waiting = next.rest;
      yield next.frame;
    }
  }
  if (waiting.length > 0) throw new Error('the backup ends in the middle of a row');
}

function cut(bytes: Buffer): { frame: Frame; rest: Buffer } | null {
  if (bytes.length < HEAD_BYTES) return null;
  const type = TYPES.get(bytes[0] ?? 0);
  const length = bytes.readUInt32BE(1);
  if (!type || length > FRAME_BYTES_MAX) throw new Error('the backup holds something that this version does not know');
  if (bytes.length < HEAD_BYTES + length) return null;
  const body = bytes.subarray(HEAD_BYTES, HEAD_BYTES + length);
  const rest = bytes.subarray(HEAD_BYTES + length);
  if (type === 'rows') return { frame: { type, bytes: body }, rest };
  return { frame: { type, json: JSON.parse(body.toString('utf8')) as never } as Frame, rest };
}
