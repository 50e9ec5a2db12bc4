/** What a new connector starts with: the names of every file, what belongs into each, and nothing that pretends to work. */
export function newConnectorFiles(platform: string): Record<string, string> {
  const name = platform.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Config`;
  return {
    'index.ts': `import type { SalesChannel } from '../contract.ts';
import { parseConfig, type ${type} } from './config.ts';

/** What there is of ${platform}. An absent member is absent; with the last one this becomes a \`SalesChannel<${type}>\`. */
export const ${name} = {
  platform: '${platform}',
  names: { zh: '', en: '' },
  parseConfig,
  baseUrl: (config) => config.baseUrl,
} satisfies Partial<SalesChannel<${type}>>;
`,
    'config.ts': `import { z } from 'zod';
import { ConnectorError } from '../errors.ts';

const schema = z.strictObject({
  /** Beside it stand the credentials, in the platform's own words. */
  baseUrl: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\\/+$/, '')),
});

export type ${type} = z.infer<typeof schema>;

/** @throws ConnectorError \`malformed\` naming the wrong field. */
export function parseConfig(value: unknown): ${type} {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ConnectorError('malformed', \`${platform} connection: \${issue?.path.join('.')}: \${issue?.message}\`);
}
`,
    'signing.ts': emptyModule('Pure sign and verify over bytes; the published vectors are in signing.test.ts.'),
    'receive.ts': emptyModule(
      'Is it really the platform; the envelope: kind, message key, shop, order; the ack and the refusal.',
    ),
    'wire.ts': emptyModule('Zod schemas in the platform’s own field names and units.'),
    'map-status.ts': emptyModule(
      'One table for each kind of status; a value that no table lists throws UnknownValueError.',
    ),
    'map-order.ts': emptyModule('Wire to domain, pure. Amounts become fen once and are added up again.'),
    'client.ts': emptyModule(
      'One function per remote call through connectors/http.ts; every documented code in one table.',
    ),
    'commands.ts': emptyModule('Domain command to wire. A call that the platform lacks is absent.'),
    'poll-orders.ts': emptyModule('Cursor in, page and next cursor out.'),
    'setup.ts': emptyModule(
      'What a merchant copies from which page of the console, where our addresses go, and what a refusal says about the connection.',
    ),
    'MAPPING.md': `# ${platform} → jiedan

Source: where the document is, and the day on which it was read. Unsure facts are marked **?** with the one place to change.

| ${platform} | ours | unit | quirk |
|---|---|---|---|
`,
    'fixtures/README.md': `# Examples of what ${platform} sends

\`<name>.json\` goes in, \`<name>.golden.json\` is what the hub makes of it. Shops, people, numbers and addresses are made up.

| file | source | date |
|---|---|---|
`,
    'conformance.test.ts': `import { describeUnfinished } from '../conformance-unfinished.ts';
import { ${name} } from './index.ts';

describeUnfinished({ channel: ${name}, folder: import.meta.dirname });
`,
  };
}

function emptyModule(what: string): string {
  return `/** ${what} */\nexport {};\n`;
}
