import { copyFileSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The SDK downloads a server only as part of starting one, so one is started and ended at once; the file it leaves is what we want.
 * @throws with the SDK's words when it cannot download.
 */
export async function downloadBySdk(program: 'temporal' | 'temporal-test-server', destination: string): Promise<void> {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const downloadDir = mkdtempSync(join(dirname(destination), 'sdk-'));
  try {
    const server = { executable: { type: 'cached-download' as const, downloadDir } };
    const environment =
      program === 'temporal'
        ? await TestWorkflowEnvironment.createLocal({ server })
        : await TestWorkflowEnvironment.createTimeSkipping({ server });
    await environment.teardown();
    const files = readdirSync(downloadDir).map((name) => join(downloadDir, name));
    const largest = files.sort((a, b) => statSync(b).size - statSync(a).size)[0];
    if (!largest) throw new Error('the SDK left no program behind');
    const draft = `${largest}.draft`;
    copyFileSync(largest, draft);
    chmodSync(draft, 0o755);
    renameSync(draft, destination);
  } finally {
    rmSync(downloadDir, { recursive: true, force: true });
  }
}
