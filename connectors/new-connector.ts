import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { newConnectorFiles } from './new-connector-files.ts';

/** Writes the folder of a new connector. @returns its files. @throws Error when the name is none or taken. */
export function writeNewConnector(platform: string | undefined, connectors = import.meta.dirname): string[] {
  if (!platform || !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(platform))
    throw new Error('usage: npm run new:connector NAME; the name is lower case, like the platform in addresses');
  const folder = join(connectors, platform);
  if (existsSync(folder)) throw new Error(`connectors/${platform} is there already`);
  const files = Object.entries(newConnectorFiles(platform));
  for (const [name, content] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return files.map(([name]) => `connectors/${platform}/${name}`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const written = writeNewConnector(process.argv[2]);
    console.log(`wrote ${written.join('\n      ')}`);
    console.log(
      `next: npx vitest run --project unit connectors/${process.argv[2]} says what to do; the six steps are in connectors/README.md`,
    );
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
