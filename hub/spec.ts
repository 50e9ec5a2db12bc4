import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { components } from '../openapi/generated/schema.ts';
import type { Role } from '../prisma/store/identities.ts';
import type { OperationId } from './operation.ts';

export type Scope = components['schemas']['Scope'];

const SPEC_FILE = fileURLToPath(new URL('../openapi/openapi.yaml', import.meta.url));
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
export type Method = (typeof METHODS)[number];

/** Who has a scope. */
export interface ScopeRule {
  roles: Role[];
  /** A key cannot have it: a leaked one must not make more keys or people. */
  peopleOnly?: boolean;
  /** Nobody who is limited to some shops has it, because it reaches all of them. */
  wholeMerchant?: boolean;
}

interface SpecOperation {
  operationId: string;
  security?: { bearer?: string[] }[];
  /** Recorded as an act although it only reads; otherwise every call that is not a GET is. */
  'x-recorded'?: boolean;
  /** Fields of the body or query whose values the record of acts keeps. Of others it keeps the name. */
  'x-record'?: string[];
  /** Body or answer hold a secret: repeats by Idempotency-Key find it sealed. */
  'x-secret'?: boolean;
}

export interface SpecDocument {
  paths: Record<string, Partial<Record<Method, SpecOperation>>>;
  'x-scopes': Record<Scope, ScopeRule>;
}

/** What the spec says about one operation, as the server needs it. */
export interface OperationRule {
  id: OperationId;
  method: Method;
  /** As the spec writes it: `/orders/{orderId}`. */
  path: string;
  /** Needs no identity. */
  open: boolean;
  /** Null is for everybody who is somebody. */
  scope: Scope | null;
  recorded: boolean;
  recordedFields: readonly string[];
  secret: boolean;
}

export function readSpec(): SpecDocument {
  return parse(readFileSync(SPEC_FILE, 'utf8')) as SpecDocument;
}

/** @throws for an operation that says neither which scope it needs nor that it needs none. */
export function operationRules(spec: SpecDocument): OperationRule[] {
  return Object.entries(spec.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation ? [ruleOf(path, method, operation)] : [];
    }),
  );
}

function ruleOf(path: string, method: Method, operation: SpecOperation): OperationRule {
  const { operationId, security } = operation;
  if (!security) throw new Error(`operation ${operationId} must say \`security: [{ bearer: [<scope>] }]\``);
  return {
    id: operationId as OperationId,
    method,
    path,
    open: security.length === 0,
    scope: (security[0]?.bearer?.[0] as Scope | undefined) ?? null,
    recorded: operation['x-recorded'] ?? (method !== 'get' && security.length > 0),
    recordedFields: operation['x-record'] ?? [],
    secret: operation['x-secret'] ?? false,
  };
}
