const BACK_OFF_FIRST_MS = 250;
const BACK_OFF_MAX_MS = 30_000;

/** An embedded server, see hub/embedded. */
interface Part {
  stop(): Promise<void>;
  onExit(callback: () => void): void;
}

export interface KeptPart<T extends Part> {
  current(): T;
  stop(): Promise<void>;
}

/**
 * Starts an embedded server and starts it again whenever it is gone without having been asked.
 * @param onRestart called with the new one; its address may differ when the old port was taken meanwhile.
 */
export async function keepRunning<T extends Part>(
  name: string,
  start: () => Promise<T>,
  log: (line: string) => void,
  onRestart: (part: T) => void,
): Promise<KeptPart<T>> {
  let stopping = false;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  let current = await start();

  const startAgain = async (): Promise<void> => {
    try {
      const part = await start();
      if (stopping) return void (await part.stop());
      current = part;
      failures = 0;
      current.onExit(onExit);
      log(`${name} is back`);
      onRestart(part);
    } catch (error) {
      if (!stopping) schedule((error as Error).message);
    }
  };
  const schedule = (why: string): void => {
    const delayMs = Math.min(BACK_OFF_FIRST_MS * 2 ** failures++, BACK_OFF_MAX_MS);
    log(`${name}: ${why}; starting it again in ${delayMs / 1000} s`);
    retry = setTimeout(() => void startAgain(), delayMs);
  };
  const onExit = (): void => {
    if (!stopping) schedule('ended unexpectedly');
  };
  current.onExit(onExit);
  return {
    current: () => current,
    stop: async () => {
      stopping = true;
      clearTimeout(retry);
      await current.stop();
    },
  };
}
