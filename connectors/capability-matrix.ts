import { actions } from '../domain/order.ts';
import type { SalesChannel } from './contract.ts';

type Optional<T> = { [K in keyof T]-?: Record<string, never> extends Pick<T, K> ? K : never }[keyof T];

/** A row for each member of the contract that a platform may lack; a new one has to be named here. */
const optionalMembers = {
  explainSignature: 'signs, and `npx jiedan sign` and `verify` explain how',
  listShops: 'the shops of an account are listed',
  fetchRefunds: 'refunds have a call of their own',
  fetchBill: 'daily bill',
  listProducts: 'products are listed',
  setStock: 'stock is set',
  vouchers: 'vouchers are looked at, taken and taken back at the counter',
  fetchRealPhones: 'real phone numbers behind the private ones',
} as const satisfies Record<Exclude<Optional<SalesChannel>, 'keptHere' | 'tellsNothing'>, string>;

const YES = '✓';
const NO = '—';

/** What each platform can do, read off its connector, as a table in Markdown. */
export function capabilityMatrix(channels: readonly SalesChannel[]): string {
  const row = (name: string, cell: (channel: SalesChannel) => string) => [name, ...channels.map(cell)];
  const rows = [
    ['', ...channels.map(({ names }) => `${names.zh} ${names.en}`)],
    ['---', ...channels.map(() => '---')],
    row('name in addresses', ({ platform }) => `\`${platform}\``),
    row('push', ({ pushKinds, tellsNothing }) => {
      if (tellsNothing) return NO;
      return pushKinds.length === 0 ? 'one address for all kinds' : pushKinds.map((kind) => `\`${kind}\``).join('<br>');
    }),
    row('pull: an order, news since a bookmark, a whole day', ({ tellsNothing }) => (tellsNothing ? NO : YES)),
    ...Object.entries(optionalMembers).map(([member, words]) =>
      row(words, (channel) => (channel[member as keyof SalesChannel] === undefined ? NO : YES)),
    ),
    ...actions.map((action) => row(`command \`${action}\``, ({ commands }) => (commands[action] ? YES : NO))),
    row('ways of shipping', ({ shipments }) => shipments.map((by) => `\`${by}\``).join(', ') || NO),
  ];
  return [
    '# What each platform can do',
    '',
    'Read off the connectors by `npm run gen`; not edited by hand. A capability that a platform lacks is absent from its connector, and the pages show',
    'its button disabled with the reason.',
    '',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
    '',
  ].join('\n');
}
