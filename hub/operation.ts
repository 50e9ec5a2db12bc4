import type { Request, Response } from 'express';
import type { operations } from '../openapi/generated/schema.ts';
import type { Identity } from '../prisma/store/identities.ts';
import type { HubContext } from './context.ts';

export type OperationId = keyof operations;

type Parameters<Id extends OperationId> = operations[Id]['parameters'];
type Body<Id extends OperationId> = operations[Id] extends { requestBody?: infer Content }
  ? NonNullable<Content> extends { content: { 'application/json': infer Json } }
    ? Json
    : undefined
  : undefined;

/** A request that has passed the spec's validation. */
export interface OperationRequest<Id extends OperationId> {
  path: NonNullable<Parameters<Id>['path']>;
  query: NonNullable<Parameters<Id>['query']>;
  /** Absent when the spec lets it be absent. */
  body: Body<Id> | undefined;
  http: Request;
  /** Adds to the record of this act what ids and fields do not tell. Never a secret, never a customer's data. */
  note(details: Record<string, unknown>): void;
}

type Responses<Id extends OperationId> = operations[Id]['responses'];
type JsonOf<Answer> = Answer extends { content: { 'application/json': infer Json } } ? Json : undefined;

/** An answer that the spec knows, or one that streams. */
export type OperationAnswer<Id extends OperationId> =
  | {
      [Status in keyof Responses<Id> & number]: JsonAnswer<Status, JsonOf<Responses<Id>[Status]>>;
    }[keyof Responses<Id> & number]
  | { stream: (response: Response) => void | Promise<void> };

interface JsonAnswer<Status, Json> {
  status: Status;
  body?: Json;
  headers?: Record<string, string>;
  cookies?: (response: Response) => void;
}

/** One operation of the spec. The merchant is always `identity.merchant.id`, never something the caller sent. */
export type Operation<Id extends OperationId> = (
  request: OperationRequest<Id>,
  identity: Identity,
  context: HubContext,
) => Promise<OperationAnswer<Id>>;

/** An operation that the spec opens to everybody (`security: []`). */
export type OpenOperation<Id extends OperationId> = (
  request: OperationRequest<Id>,
  context: HubContext,
) => Promise<OperationAnswer<Id>>;

/** The union over all operations is too wide for the compiler to narrow; each operation's own answer was checked where it was written. */
export type AnyAnswer = JsonAnswer<number, unknown> | { stream: (response: Response) => void | Promise<void> };
