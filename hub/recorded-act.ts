import type { Request } from 'express';
import { type Act, appendAct } from '../prisma/store/audit.ts';
import type { Binding, PlainQuery } from '../prisma/store/database.ts';
import type { Identity } from '../prisma/store/identities.ts';
import type { OperationRule } from './spec.ts';

/** Which part of the log a caller's own words may fill. */
const VALUE_CHARS_MAX = 500;

/**
 * One call on its way into the record of acts: bound to the database, it is written by the transaction that does the act. A call that
 * wrote nothing itself (it told a workflow something) is written by `afterwards`.
 */
export class RecordedAct {
  private done = false;
  private readonly more: Record<string, unknown> = {};

  constructor(
    private readonly rule: OperationRule,
    private readonly identity: Identity,
    private readonly http: Request,
  ) {}

  readonly binding: NonNullable<Binding['record']> = {
    write: async (query) => !this.done && appendAct(query, this.toAct('done'), true),
    committed: () => void (this.done = true),
  };

  /** Says more than ids and named fields tell. Never a secret, never a customer's data. */
  note(details: Record<string, unknown>): void {
    Object.assign(this.more, details);
  }

  async afterwards(query: PlainQuery): Promise<void> {
    if (!this.done) await appendAct(query, this.toAct('done'));
  }

  async refused(query: PlainQuery): Promise<void> {
    await appendAct(query, this.toAct('refused'));
  }

  private toAct(outcome: Act['outcome']): Act {
    const { id: act, recordedFields } = this.rule;
    const [subject] = Object.values(this.http.params);
    return {
      actor: { kind: this.identity.kind, id: this.identity.id, name: this.identity.name },
      act,
      outcome,
      subject: typeof subject === 'string' ? subject : undefined,
      ...whence(this.http),
      details: { ...fieldsOf(this.http, recordedFields), ...this.more },
    };
  }
}

/** From where a request came, as the record of acts keeps it. */
export function whence(http: Request): { address?: string; requestId?: string } {
  const { ip } = http;
  const requestId: unknown = http.res?.locals.requestId;
  return { ...(ip === undefined ? {} : { address: ip }), ...(typeof requestId === 'string' ? { requestId } : {}) };
}

/** Values of the fields that the spec names, and only the names of all others: a field added tomorrow may be a secret. */
function fieldsOf(http: Request, recorded: readonly string[]): Record<string, unknown> {
  const body: unknown = http.body;
  const sent = { ...http.query, ...(typeof body === 'object' && body !== null ? body : {}) };
  const named = Object.entries(sent).filter(([name]) => recorded.includes(name));
  const others = Object.keys(sent).filter((name) => !recorded.includes(name));
  return {
    ...Object.fromEntries(named.map(([name, value]) => [name, shortened(value)])),
    ...(others.length > 0 ? { alsoSent: others.sort() } : {}),
  };
}

function shortened(value: unknown): unknown {
  return typeof value === 'string' ? value.slice(0, VALUE_CHARS_MAX) : value;
}
