/** Input that cannot be understood: a shape, an amount or a time that no rule of the platform allows. */
export class MalformedError extends Error {
  override name = 'MalformedError';
}

/** A status, kind or enum value that our tables do not list. The message waits for a person; it is never guessed. */
export class UnknownValueError extends Error {
  override name = 'UnknownValueError';
  constructor(
    readonly field: string,
    readonly value: string,
  ) {
    super(`${field} has the unknown value ${JSON.stringify(value.slice(0, 80))}`);
  }
}

/** For switches that the type system says are exhaustive. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
