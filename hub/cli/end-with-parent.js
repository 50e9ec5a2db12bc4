// Loaded before a child's own code: when the process that started it is gone, however it went, the child ends itself.
// Plain JavaScript, because the worker threads of a child load it as well and know no TypeScript.
import { isMainThread } from 'node:worker_threads';

const GRACE_MS = 15_000;

if (isMainThread) {
  const end = () => {
    // The child's own clean ending comes first; a child that cannot end in time must still not stay behind.
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  };
  // The parent may have gone while this process was still loading; nobody tells it twice.
  if (process.connected === false) end();
  else process.once('disconnect', end);
}
