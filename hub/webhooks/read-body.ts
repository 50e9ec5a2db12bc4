import type { IncomingMessage } from 'node:http';
import { ConnectorError } from '../../connectors/errors.ts';

/** Pushes are a few kilobytes; a large basket is some fifty. */
const BODY_BYTES_MAX = 1024 * 1024;

/** What cannot be read of a push is refused with an HTTP status of its own; the answer stays in the platform's shape. */
export class BodyError extends ConnectorError {
  constructor(
    message: string,
    readonly status: 400 | 413 | 415,
  ) {
    super('malformed', message);
  }
}

const NOTHING = Buffer.alloc(0);

/**
 * The bytes of a push. What is too long is read to its end and not kept, so that the sender is still there to hear why.
 * @throws BodyError 413 above a megabyte; 415 when compressed (no platform does that, and the size could not be trusted); 400 when
 * the sender went away in the middle.
 */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  const encoding = request.headers['content-encoding'];
  const isEncoded = encoding !== undefined && encoding.toLowerCase() !== 'identity';
  return new Promise((resolve, reject) => {
    let first: Buffer = NOTHING;
    let more: Buffer[] | undefined;
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (isEncoded || length > BODY_BYTES_MAX) more = undefined;
      else if (length === chunk.length) first = chunk;
      else (more ??= [first]).push(chunk);
    });
    request.on('end', () => {
      if (isEncoded) reject(new BodyError('the body is compressed', 415));
      else if (length > BODY_BYTES_MAX) reject(new BodyError('the body is too long', 413));
      else resolve(more ? Buffer.concat(more, length) : first);
    });
    request.on('error', () => reject(new BodyError('the push ended in the middle', 400)));
    request.on('close', () => {
      if (!request.complete) reject(new BodyError('the push ended in the middle', 400));
    });
  });
}
