/**
 * Which target of bake failed, and why, by what `--progress plain` prints at
 * its end: `ERROR: target web: failed to solve: process "…" did not complete
 * successfully: exit code: 1`. Undefined where it does not say.
 */
export function failedTarget(output: string): { readonly name: string; readonly reason: string } | undefined {
  const lines = output.split('\n').filter((line) => line.startsWith('ERROR: '));
  const found = /^ERROR: target ([\w-]+): (?:failed to solve: )?(.*)$/.exec(lines.at(-1)?.trimEnd() ?? '');
  const [, name, reason] = found ?? [];
  return name === undefined ? undefined : { name, reason: reason ?? '' };
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
