import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts processor time in these, on every Linux there is. */
const TICK_MS = 10;

/** Adds up what named processes use while it is told to look. */
export class CpuMeter {
  private readonly used = new Map<string, number>();
  private things = 0;

  constructor(private readonly pids: Record<string, number>) {}

  /** @param things how many things `work` does. */
  async during<Result>(things: number, work: () => Promise<Result>): Promise<Result> {
    const before = Object.values(this.pids).map(cpuMs);
    const result = await work();
    Object.entries(this.pids).forEach(([name, pid], index) => {
      this.used.set(name, (this.used.get(name) ?? 0) + cpuMs(pid) - (before[index] ?? 0));
    });
    this.things += things;
    return result;
  }

  /** Processor time in ms for one thing, by process and in all. */
  perThing(): Record<string, number> {
    const each = [...this.used].map(([name, ms]) => [name, Number((ms / this.things).toFixed(2))] as const);
    return { ...Object.fromEntries(each), all: Number(each.reduce((sum, [, ms]) => sum + ms, 0).toFixed(2)) };
  }
}

/** Processor time in ms that a process and its children have used so far, those that have ended included. Linux only. */
export function cpuMs(pid: number): number {
  const ticks = treeOf(pid).reduce((sum, member) => {
    const fields = statOf(member);
    return sum + [13, 14, 15, 16].reduce((part, index) => part + Number(fields[index] ?? 0), 0);
  }, 0);
  return ticks * TICK_MS;
}

/** Memory in MiB of a process and its children; what several share is counted once, by share. Linux only. */
export function memoryMb(pid: number): number {
  const kilobytes = treeOf(pid).reduce((sum, member) => {
    const rollup = readFileSync(`/proc/${member}/smaps_rollup`, 'utf8');
    return sum + Number(/^Pss: +(\d+)/m.exec(rollup)?.[1] ?? 0);
  }, 0);
  return kilobytes / 1024;
}

function treeOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statOf(Number(name))[3] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = [root];
  for (const member of tree) tree.push(...(children.get(member) ?? []));
  return tree;
}

/** Fields of /proc/<pid>/stat; the second one may hold spaces, so it is counted from its closing bracket. Empty when it has ended. */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return ['', '', ...text.slice(text.lastIndexOf(')') + 2).split(' ')];
  } catch {
    return [];
  }
}
