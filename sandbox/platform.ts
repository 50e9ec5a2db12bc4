import type { IncomingHttpHeaders } from 'node:http';
import type { Router } from 'express';
import type { DeliverySettings } from './delivery.ts';
import type { PushOutbox } from './push-outbox.ts';

/**
 * What every pretended platform offers to the parts that all of them share: the platform port, the control port, the
 * push outbox and the state file. Nothing outside a platform's own folder knows more about it than this.
 */
export interface Platform {
  /** Both the first segment of its paths on the platform port and its name on the control port. */
  readonly name: string;
  /** Reads a request without doing anything, so that a fault can be chosen before the platform acts. */
  readCall(request: PlatformRequest): PlatformCall;
  /** Where a push would go now, or undefined when no address is registered for its kind. */
  pushAddress(push: UnsignedPush): string | undefined;
  /**
   * Turns a push into bytes for the address registered now, or undefined when no address is registered.
   * `sentBefore` counts the attempts so far.
   */
  signPush(push: UnsignedPush, sentBefore: number): WireRequest | undefined;
  /** How patiently pushes of this app are delivered. */
  deliverySettings(push: UnsignedPush): DeliverySettings;
  /** Whether the merchant's answer means "got it, do not send again". */
  isAck(status: number, body: string): boolean;
  /** Control port paths below `/{name}`. */
  readonly controlRouter: Router;
  /** Everything that must survive a restart, as plain JSON. */
  snapshot(): unknown;
  restore(snapshot: unknown): void;
}

export interface PlatformHost {
  pushes: PushOutbox;
  /** To be called after every change worth keeping. */
  changed(): void;
}

export type OpenPlatform = (host: PlatformHost) => Platform;

export interface PlatformRequest {
  method: string;
  /** Scheme, host and path as the caller used them (or under the public URL), without the query. */
  url: string;
  /** The path below the platform's prefix, with its leading slash. */
  path: string;
  /** The raw query, without the question mark. */
  query: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface PlatformCall {
  /** The operation as the platform's documents name it, such as `order/confirm`. */
  path: string;
  /** Parameters fit for the call log: no signature, no token. */
  params: Record<string, string>;
  orderId?: string;
  /** Does what is asked and says what the platform would answer. */
  answer(): PlatformAnswer;
  /** The platform's own way of saying that this call failed, for faults of the kind `error-code`. */
  failure(code?: number, message?: string): PlatformAnswer;
}

export interface PlatformAnswer {
  status: number;
  contentType: string;
  body: string;
  /** The platform's business code; 0 means that all went well. */
  code: number;
  /** Beside content type and length. */
  headers?: Record<string, string>;
}

export interface UnsignedPush {
  platform: string;
  appId: string;
  kind: string;
  orderId?: string;
  /** The platform's own fields, before anything is signed or encoded. */
  fields: Record<string, string>;
}

export interface WireRequest {
  method: 'GET' | 'POST';
  url: string;
  contentType?: string;
  /** Beside content type and length. */
  headers?: Record<string, string>;
  body?: string;
}
