import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a process cost, with everything it started and waited for. */
export interface Cost {
  /** User and system seconds. */
  readonly cpu: number;
  /** Seconds. */
  readonly wall: number;
  /** Peak resident size of the process itself, in MB; undefined where it was gone before it was looked at. */
  readonly rss: number | undefined;
  readonly code: number | null;
}

/** Clock ticks per second of /proc's times; Linux has had 100 on every architecture Node runs on. */
const ticks = 100;

/** CPU seconds of this process's children that have ended (fields cutime and cstime of proc(5)). */
export function childSeconds(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / ticks;
}

function peakOf(pid: number): number | undefined {
  try {
    const kb = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kb === undefined ? undefined : Number(kb) / 1024;
  } catch {
    // The process has ended between two looks.
    return undefined;
  }
}

/** What a machine adds to every Node process; reading more certificates alone takes each of them some 50 ms. */
const additions = ['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS'];

function withoutAdditions(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !additions.includes(name)));
}

/** Runs a command with its output thrown away and tells what it cost. Run one at a time: children's times add up. */
export function measure(
  command: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly input?: string } = {},
): Promise<Cost> {
  return new Promise((resolve, reject) => {
    const before = childSeconds();
    const started = performance.now();
    const child = spawn(command, args, {
      env: withoutAdditions(options.env ?? process.env),
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'ignore', 'ignore'],
    });
    let rss: number | undefined;
    const look = setInterval(() => {
      if (child.pid !== undefined) rss = peakOf(child.pid) ?? rss;
    }, 20);
    child.on('error', (error) => {
      clearInterval(look);
      reject(error);
    });
    child.on('close', (code) => {
      clearInterval(look);
      resolve({ cpu: childSeconds() - before, wall: (performance.now() - started) / 1000, rss, code });
    });
    child.stdin?.end(options.input);
  });
}

/** The run with the median CPU time of several. */
export async function median(runs: number, one: () => Promise<Cost>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let i = 0; i < runs; i++) costs.push(await one());
  return middleOf(costs, (cost) => cost.cpu);
}

/** What one of several things cost that were run in turns. */
export interface Turns {
  readonly name: string;
  /** The run with the median CPU time. */
  readonly cost: Cost;
  /** How many times the CPU time of the first thing it took: the median of the turns. */
  readonly ratio: number;
}

/**
 * Runs several things one after another, and all of them again. A machine that
 * is slower for a while is so for all of a turn, so that ratios are taken in each.
 */
export async function inTurns(
  turns: number,
  things: Readonly<Record<string, () => Promise<Cost>>>,
): Promise<readonly Turns[]> {
  const measured = Object.entries(things).map(([name, one]) => ({ name, one, costs: [] as Cost[] }));
  for (let turn = 0; turn < turns; turn++) {
    for (const { one, costs } of measured) costs.push(await one());
  }
  const base = measured[0]?.costs ?? [];
  return measured.map(({ name, costs }) => ({
    name,
    cost: middleOf(costs, (cost) => cost.cpu),
    ratio: middleOf(
      costs.map(({ cpu }, turn) => cpu / (base[turn]?.cpu ?? NaN)),
      (ratio) => ratio,
    ),
  }));
}

function middleOf<T>(all: readonly T[], by: (one: T) => number): T {
  const sorted = [...all].sort((a, b) => by(a) - by(b));
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('a median needs a run');
  return middle;
}

/** A row of the table: name, CPU seconds, the ratio to the first row, and memory. */
export function row(name: string, cost: Cost, base: Cost, ratio = cost.cpu / base.cpu): string {
  const times = base.cpu > 0 ? `${ratio.toFixed(1)}x` : '-';
  const rss = cost.rss === undefined ? '-' : `${cost.rss.toFixed(0)} MB`;
  return `${name.padEnd(34)} ${cost.cpu.toFixed(2).padStart(7)} s CPU ${times.padStart(8)} ${rss.padStart(8)}`;
}
