import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test.each(['while it is still loading', 'once it runs'])(
  'a child whose parent is gone %s ends itself',
  async (when) => {
    const code = "if (process.connected) process.send('runs'); setInterval(() => undefined, 1_000)";
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--import', './hub/cli/end-with-parent.js', '--eval', code],
      { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
    );
    const gone = once(child, 'exit');
    if (when === 'once it runs') await once(child, 'message');
    child.disconnect();
    expect(await gone).toEqual([null, 'SIGTERM']);
  },
);
