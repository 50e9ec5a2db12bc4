import type { WechatError } from './errors.ts';

/** A JSON object of a call. */
export type Fields = Readonly<Record<string, unknown>>;

/** How a family of calls refuses a field that is missing or out of range. */
export type Refuse = (name: string) => WechatError;

/** Reads fields and refuses wrong ones in the words of its family of calls. */
export class FieldReader {
  readonly #refuse: Refuse;

  constructor(refuse: Refuse) {
    this.#refuse = refuse;
  }

  /** Text, or undefined when it is absent, null or empty. Ids may come as bare numbers where they are short enough. */
  optional(fields: Fields, name: string): string | undefined {
    const value = fields[name] ?? '';
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
    if (typeof value !== 'string') throw this.#refuse(name);
    return value === '' ? undefined : value;
  }

  text(fields: Fields, name: string): string {
    const value = this.optional(fields, name);
    if (value === undefined) throw this.#refuse(name);
    return value;
  }

  integer(fields: Fields, name: string, limits: { min: number; max: number; otherwise?: number }): number {
    const value = fields[name] ?? limits.otherwise;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < limits.min || value > limits.max)
      throw this.#refuse(name);
    return value;
  }

  object(fields: Fields, name: string): Fields {
    const value = fields[name];
    if (!isObject(value)) throw this.#refuse(name);
    return value;
  }

  optionalObject(fields: Fields, name: string): Fields | undefined {
    return fields[name] === undefined || fields[name] === null ? undefined : this.object(fields, name);
  }

  objects(fields: Fields, name: string): Fields[] {
    const value = fields[name];
    if (!Array.isArray(value) || value.length === 0 || !value.every(isObject)) throw this.#refuse(name);
    return value;
  }
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
