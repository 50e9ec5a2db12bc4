/** Loaded before a child's own code: when the process that started it is gone, however it went, the child ends itself. */
const GRACE_MS = 15_000;

process.once('disconnect', () => {
  // The child's own clean ending comes first; a child that cannot end in time must still not stay behind.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_MS).unref();
  process.kill(process.pid, 'SIGTERM');
});
