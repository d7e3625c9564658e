import { mkdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { debianSuite } from '../../core/images/bases';
import type { Translate } from '../../core/l10n';
import { BakeProgress, failedStep } from '../../core/plan/bakeOutput';
import {
  bakeFile,
  bakeStep,
  imageStep,
  keyLabel,
  type ImageEngine,
  type PreparedBuild,
} from '../../core/plan/imageSteps';
import type { CommandStep } from '../../core/plan/plan';
import { rootArchive } from '../../core/plan/rootSteps';
import type { Target } from '../../core/target/targets';
import { runPlan, type StepResult } from '../runPlan';
import { inspectImage, type LocalImage } from './localImages';
import { findRootTool, makeRoot } from './makeRoot';
import { imageFolder } from './prepare';

/** How the build of one image ended. */
export type BuildOutcome =
  /** It was there, built from the same. */
  | { readonly kind: 'kept'; readonly image: LocalImage }
  | { readonly kind: 'built'; readonly image: LocalImage }
  | { readonly kind: 'failed'; readonly message: string }
  /** A base of it failed. */
  | { readonly kind: 'waiting'; readonly base: string }
  | { readonly kind: 'cancelled' };

export interface BuildEvents {
  /** An image begins, or comes to its next step. */
  readonly onProgress?: (build: PreparedBuild, step: string) => void;
  readonly onOutcome?: (build: PreparedBuild, outcome: BuildOutcome) => void;
  /** What the engine prints. */
  readonly onOutput?: (text: string) => void;
}

export interface BuildImagesOptions {
  readonly root: string;
  readonly target: Target;
  readonly engine: ImageEngine;
  readonly t: Translate;
  /** With Buildah and Podman, how many images are built at once; BuildKit decides by itself. */
  readonly parallel: number;
  /** A mirror of Debian for roots. */
  readonly mirror?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly events?: BuildEvents;
}

/**
 * Which images are there already, built from the same: the engine is asked for
 * the key that they carry as a label, so that a run goes on where the last one
 * stopped, whatever stopped it.
 *
 * @returns by the names of builds
 * @throws AbortError
 */
export async function keptImages(
  prepared: readonly PreparedBuild[],
  { engine, signal, target }: Pick<BuildImagesOptions, 'engine' | 'signal' | 'target'>,
): Promise<ReadonlyMap<string, LocalImage>> {
  const kept = new Map<string, LocalImage>();
  for (const { build, key } of prepared) {
    const image = await inspectImage(engine, build.tag, signal);
    if (image?.labels[keyLabel] === key && image.architecture === target.goarch) kept.set(build.name, image);
  }
  return kept;
}

/**
 * Builds what is not there yet, each image after its bases. What fails keeps
 * back what stands on it, and nothing else.
 *
 * @returns the outcome of every build, by its name
 */
export async function buildImages(
  prepared: readonly PreparedBuild[],
  kept: ReadonlyMap<string, LocalImage>,
  options: BuildImagesOptions,
): Promise<ReadonlyMap<string, BuildOutcome>> {
  return new Builder(prepared, kept, options).run();
}

class Builder {
  private readonly outcomes = new Map<string, BuildOutcome>();
  private readonly byName: ReadonlyMap<string, PreparedBuild>;

  constructor(
    private readonly prepared: readonly PreparedBuild[],
    kept: ReadonlyMap<string, LocalImage>,
    private readonly options: BuildImagesOptions,
  ) {
    this.byName = new Map(prepared.map((one) => [one.build.name, one]));
    for (const [name, image] of kept) this.settle(name, { kind: 'kept', image });
  }

  async run(): Promise<ReadonlyMap<string, BuildOutcome>> {
    for (const one of this.open()) await this.makeRoot(one);
    await (this.options.engine.kind === 'docker' ? this.bake() : this.oneByOne());
    for (const one of this.open()) this.settle(one.build.name, { kind: 'cancelled' });
    return this.outcomes;
  }

  /** Builds without an outcome whose bases may still come; those whose bases failed get theirs. */
  private open(): readonly PreparedBuild[] {
    const open: PreparedBuild[] = [];
    for (const one of this.prepared) {
      const { name } = one.build;
      if (this.outcomes.has(name)) continue;
      const lost = basesOf(one).find((base) => this.isLost(base));
      if (lost === undefined) open.push(one);
      else this.settle(name, { kind: 'waiting', base: this.byName.get(lost)?.build.tag ?? lost });
    }
    return open;
  }

  private isLost(name: string): boolean {
    const kind = this.outcomes.get(name)?.kind;
    return kind === 'failed' || kind === 'waiting' || kind === 'cancelled';
  }

  private settle(name: string, outcome: BuildOutcome): void {
    this.outcomes.set(name, outcome);
    const one = this.byName.get(name);
    if (one) this.options.events?.onOutcome?.(one, outcome);
  }

  /** The root of a chosen base, unless it is there. */
  private async makeRoot(one: PreparedBuild): Promise<void> {
    const { build, context, key } = one;
    if (build.kind !== 'base' || build.choice.use === 'scratch') return;
    const { mirror, root, t, target } = this.options;
    const { choice } = build;
    const archive = join(context, rootArchive);
    const folder = imageFolder(root, target.goarch, build.name);
    const done = join(folder, `root-${key.slice(0, 16)}`);
    if (existsSync(archive) && existsSync(done)) return;
    const tool = findRootTool(t);
    if (tool.kind === 'none') {
      this.settle(build.name, { kind: 'failed', message: tool.problem });
      return;
    }
    await rm(done, { force: true });
    const suite = choice.use === 'debian' ? choice.suite : debianSuite;
    const result = await makeRoot(
      { choice, suite, target, archive, cwd: context, mirror },
      tool,
      folder,
      (step) => this.step(step, one),
    );
    if (result.kind === 'ok') await writeFile(done, '');
    else this.fail(build.name, result);
  }

  /**
   * One bake for all. BuildKit ends everything where one step fails, and may
   * put the failure down to what stands on it; so what is left then is built
   * by itself, where a failure is that image's own.
   */
  private async bake(): Promise<void> {
    const { root, target } = this.options;
    const folder = imageFolder(root, target.goarch, '');
    await mkdir(folder, { recursive: true });
    const text = JSON.stringify(bakeFile(this.prepared, target.goarch), undefined, 2);
    await writeFile(this.bakeFile(), `${text}\n`);
    const open = this.open();
    if (open.length === 0) return;
    const { output, result } = await this.runBake(open);
    for (const one of open) await this.settleIfBuilt(one);
    if (result.kind === 'failed' && failedStep(output) !== undefined) await this.oneByOne();
    else for (const one of this.open()) this.fail(one.build.name, result);
  }

  private bakeFile(): string {
    const { root, target } = this.options;
    return join(imageFolder(root, target.goarch, ''), 'docker-bake.json');
  }

  private async runBake(
    builds: readonly PreparedBuild[],
  ): Promise<{ readonly output: string; readonly result: StepResult }> {
    const names = builds.map(({ build }) => build.name);
    const progress = new BakeProgress(new Set(names), (name, step) => {
      const one = this.byName.get(name);
      if (one) this.options.events?.onProgress?.(one, step);
    });
    let output = '';
    const { engine, root } = this.options;
    const result = await this.step(bakeStep(names, engine, this.bakeFile(), root), undefined, (text) => {
      output = (output + text).slice(-65_536);
      progress.take(text);
    });
    return { output, result };
  }

  private async settleIfBuilt(one: PreparedBuild): Promise<void> {
    const { engine, target } = this.options;
    const found = await keptImages([one], { engine, target, signal: undefined });
    const image = found.get(one.build.name);
    if (image) this.settle(one.build.name, { kind: 'built', image });
  }

  /** As many at once as are asked for, each when its bases are there. */
  private async oneByOne(): Promise<void> {
    const running = new Map<string, Promise<void>>();
    const { parallel, signal } = this.options;
    for (;;) {
      const ready = this.open().filter(
        (one) => !running.has(one.build.name) && basesOf(one).every((base) => this.outcomes.has(base)),
      );
      for (const one of ready.slice(0, parallel - running.size)) {
        if (signal?.aborted === true) break;
        const { name } = one.build;
        running.set(
          name,
          this.buildOne(one).finally(() => running.delete(name)),
        );
      }
      if (running.size === 0) return;
      await Promise.race(running.values());
    }
  }

  private async buildOne(one: PreparedBuild): Promise<void> {
    const { engine, target } = this.options;
    this.options.events?.onProgress?.(one, one.build.tag);
    const { output, result } =
      engine.kind === 'docker'
        ? await this.runBake([one])
        : { output: '', result: await this.step(imageStep(one, engine, target.goarch), one) };
    if (result.kind === 'cancelled') return;
    if (result.kind === 'ok') await this.settleIfBuilt(one);
    if (this.outcomes.has(one.build.name)) return;
    const message = failedStep(output);
    if (message === undefined) this.fail(one.build.name, result);
    else this.settle(one.build.name, { kind: 'failed', message });
  }

  private fail(name: string, { kind, message, output }: StepResult): void {
    if (kind === 'cancelled') return;
    const { t } = this.options;
    const last = kind === 'failed' ? lastLine(output) : undefined;
    const said = kind === 'ok' ? t('the engine does not have it after the build') : message;
    this.settle(name, { kind: 'failed', message: last === undefined ? said : `${said}: ${last}` });
  }

  private async step(
    step: CommandStep,
    one: PreparedBuild | undefined,
    onOutput?: (text: string) => void,
  ): Promise<StepResult> {
    const { events, signal, t } = this.options;
    if (one) events?.onProgress?.(one, step.title);
    const results = await runPlan(
      { title: step.title, steps: [step] },
      {
        t,
        ...(signal && { signal }),
        events: {
          onOutput: (text) => {
            onOutput?.(text);
            events?.onOutput?.(text);
          },
        },
      },
    );
    return results[0] ?? { step, kind: 'cancelled', message: t('cancelled') };
  }
}

function basesOf({ build }: PreparedBuild): readonly string[] {
  if (build.kind === 'base') return [];
  return Object.values(build.bases).flatMap((base) => (base.kind === 'build' ? [base.build] : []));
}

function lastLine(output: string | undefined): string | undefined {
  const lines = (output ?? '').split('\n').filter((line) => line.trim() !== '');
  return lines.at(-1)?.trim();
}
