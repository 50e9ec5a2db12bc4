/** Lines for a person who watches a start: what was done and how long it took. */
export interface Progress {
  /** Runs a step and prints one line when it is done. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Something worth knowing later on, with the time of day. */
  note(line: string): void;
}

const NAME_WIDTH = 34;

export function createProgress(write: (text: string) => void = (text) => process.stdout.write(text)): Progress {
  return {
    step: async (name, work) => {
      const started = Date.now();
      const result = await work();
      write(`  ✓ ${pad(name, NAME_WIDTH)}${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s\n`);
      return result;
    },
    note: (line) => write(`  · ${new Date().toLocaleTimeString('sv-SE')} ${line}\n`),
  };
}

/** Chinese characters are two columns wide. */
function pad(text: string, width: number): string {
  const columns = [...text].reduce((sum, character) => sum + ((character.codePointAt(0) ?? 0) >= 0x2e80 ? 2 : 1), 0);
  return text + ' '.repeat(Math.max(1, width - columns));
}
