/** Runs many jobs, a few at a time and in the order given: a hundred presses at once would stand in their own way. */
export function createTurns(atOnce: number): (job: () => Promise<void>) => void {
  const waiting: (() => Promise<void>)[] = [];
  let running = 0;
  const next = () => {
    const job = waiting.shift();
    if (!job) return;
    running += 1;
    void job().finally(() => {
      running -= 1;
      next();
    });
  };
  return (job) => {
    waiting.push(job);
    if (running < atOnce) next();
  };
}
