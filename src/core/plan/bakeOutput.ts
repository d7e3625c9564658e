/**
 * Why bake failed, by what `--progress plain` prints at its end: the last line
 * that the step wrote which failed (` > [web 2/4] RUN …:`, its output, a rule),
 * else the line `ERROR: …`. Undefined where no step of an image failed.
 */
export function failedStep(output: string): string | undefined {
  const lines = output.split('\n').map((line) => line.trimEnd());
  const head = lines.findLastIndex((line) => /^ > \[[\w-]+(?: [^\]]*)?\] .*:$/.test(line));
  const end = lines.findLast((line) => line.startsWith('ERROR: '));
  if (head < 0) return end === undefined || !/failed to solve/.test(end) ? undefined : withoutHead(end);
  const after = lines.slice(head + 1);
  const rule = after.findIndex((line) => /^-{3,}$/.test(line));
  const said = after.slice(0, Math.max(rule, 0)).map((line) => line.replace(/^\d+\.\d+\s+/, ''));
  return said.findLast((line) => line.trim() !== '') ?? (end === undefined ? lines[head] : withoutHead(end));
}

function withoutHead(line: string): string {
  return line.replace(/^ERROR: (?:target [\w-]+: )?(?:failed to solve: )?/, '');
}

/** Follows the output of bake, and says when it comes to a step of another target: `#7 [web 2/4] RUN …`. */
export class BakeProgress {
  private rest = '';
  private readonly begun = new Set<string>();

  constructor(
    private readonly names: ReadonlySet<string>,
    private readonly onStep: (name: string, step: string) => void,
  ) {}

  /** @param text Output as it comes, in pieces of any size. */
  take(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      const found = /^#\d+ \[([\w-]+)(?: [^\]]*)?\] (.+)$/.exec(line.trimEnd());
      const [, name, step] = found ?? [];
      if (name === undefined || step === undefined || !this.names.has(name)) continue;
      if (this.begun.has(`${name} ${step}`)) continue;
      this.begun.add(`${name} ${step}`);
      this.onStep(name, step);
    }
  }
}

/**
 * Whether a builder that is not the local engine's own runs programs of an
 * architecture, by what `docker buildx inspect` prints: it may be another
 * machine, or have an emulator of its own.
 */
export function runsElsewhere(inspected: string, goarch: string): boolean {
  const driver = /^Driver:\s+(\S+)/m.exec(inspected)?.[1];
  const platforms = [...inspected.matchAll(/^Platforms:\s+(.*)$/gm)].flatMap(([, list = '']) =>
    list.split(',').map((one) => one.trim().replace(/\*$/, '')),
  );
  return driver !== undefined && driver !== 'docker' && platforms.includes(`linux/${goarch}`);
}
