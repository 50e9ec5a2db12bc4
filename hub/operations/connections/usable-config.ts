import { wrongFields } from '../../../connectors/connection-setup.ts';
import type { SalesChannel } from '../../../connectors/contract.ts';
import { ConnectorError } from '../../../connectors/errors.ts';
import { Problem } from '../../problem.ts';

/**
 * Only what people copy from the console can be set: not the address that calls go to, which would let the hub call any machine.
 * @param all whether each required field has to be there. @throws Problem that names the fields and never repeats a value
 */
export function mustFitFields(
  { setup }: SalesChannel,
  credentials: Readonly<Record<string, string>>,
  all: boolean,
): void {
  const wrong = wrongFields(setup, credentials, all);
  if (wrong.length === 0) return;
  const errors = wrong.map((name) => ({ path: `/body/credentials/${name}`, message: 'does not fit' }));
  throw new Problem('invalid-request', `These credentials do not fit: ${wrong.join(', ')}.`, { errors });
}

/** @throws Problem that names the field; the connector's words never repeat a value. */
export function mustBeUsable(channel: SalesChannel, config: unknown): void {
  try {
    channel.parseConfig(config);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const field = channel.setup.fields.find(({ name }) => error.message.includes(name));
    const errors = field ? [{ path: `/body/credentials/${field.name}`, message: 'does not fit' }] : [];
    throw new Problem('invalid-request', error.message, { errors });
  }
}
