import { AddressError } from '../connectors/outgoing-address.ts';
import type { HubContext } from './context.ts';
import { Problem } from './problem.ts';

/**
 * What an address that a person typed in says by itself; what its name leads to is judged when it is called, because that may change.
 * @param path of the field in the request. @throws Problem `invalid-request` for an address that is never called.
 */
export function mustBeCallable({ outgoing }: Pick<HubContext, 'outgoing'>, url: string, path: string): void {
  try {
    outgoing.checkUrl(url);
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    throw new Problem('invalid-request', `This address is not called: ${error.message}.`, {
      errors: [{ path, message: error.message }],
    });
  }
}
