import { isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Scalar, YAMLMap } from 'yaml';
import type { Target } from '../../target/targets';
import { targetNames } from '../../target/fileTarget';
import { wordValue } from '../buildFiles/shellValues';
import { known, unknown } from '../buildFiles/values';
import type { Value } from '../buildFiles/values';
import { expressionValue, expressionVerdict } from '../buildFiles/workflowExpression';
import { combinations } from '../buildFiles/workflowMatrix';
import type { Combination } from '../buildFiles/workflowMatrix';
import { findFlags } from './flags';
import { shellUses } from './shellScript';
import type { VariableUse } from './shellScript';
import { isSupported } from './supportedModes';
import type { ModeUse } from './use';

/**
 * The build modes in the scripts of a CI file that the target lacks. A runner
 * builds for itself, and CI services have no MIPS runners, so a script counts
 * only where GOARCH is set to the target for it: in its environment, in a
 * matrix or in the command, or where the runner's label says so.
 */
export function ciUses(text: string, target: Target): readonly ModeUse[] {
  if (!targetNames(target).some((name) => text.includes(name))) return [];
  const reader = new CiReader(text, target);
  for (const document of parseAllDocuments(text)) {
    reader.read(document.contents, { environment: new Map(), combination: new Map(), onTarget: false });
  }
  return reader.uses();
}

/** What surrounds a script. */
interface Surroundings {
  readonly environment: ReadonlyMap<string, Scalar>;
  readonly combination: Combination;
  /** Whether the runner is a machine of the target. */
  readonly onTarget: boolean;
}

const scriptKeys = new Set([
  'run',
  'script',
  'before_script',
  'after_script',
  'install',
  'before_install',
  'command',
]);
const environmentKeys = new Set(['env', 'variables', 'environment']);

class CiReader {
  private readonly found = new Map<number, ModeUse>();

  constructor(
    private readonly text: string,
    private readonly target: Target,
  ) {}

  uses(): readonly ModeUse[] {
    return [...this.found.values()].sort((a, b) => a.place.start - b.place.start);
  }

  read(node: unknown, around: Surroundings): void {
    if (isSeq(node)) for (const item of node.items) this.read(item, around);
    if (!isMap(node)) return;
    const strategy = node.get('strategy', true);
    const matrix = isMap(strategy) ? strategy.get('matrix', true) : undefined;
    for (const combination of matrix === undefined ? [around.combination] : combinations(matrix)) {
      this.readMap(node, { ...this.within(node, around), combination });
    }
  }

  private within(node: YAMLMap, around: Surroundings): Surroundings {
    const environment = new Map(around.environment);
    for (const { key, value } of node.items) {
      if (!isScalar(key) || !environmentKeys.has(String(key.value))) continue;
      for (const [name, scalar] of settings(value)) environment.set(name, scalar);
    }
    const runner = JSON.stringify(node.get('runs-on') ?? node.get('tags') ?? '');
    const labelled = targetNames(this.target).some((name) => new RegExp(`\\b${name}\\b`, 'i').test(runner));
    return { ...around, environment, onTarget: around.onTarget || labelled };
  }

  private readMap(node: YAMLMap, around: Surroundings): void {
    const condition = node.get('if', true);
    if (isScalar(condition)) {
      const verdict = expressionVerdict(String(condition.value), (path) => this.named(path, around));
      if (verdict.truth === false || (verdict.truth === undefined && verdict.arch)) return;
    }
    const shell = node.get('shell');
    const otherShell = typeof shell === 'string' && !/\b(?:ba|da|k|z)?sh\b/.test(shell);
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      if (environmentKeys.has(name) || name === 'strategy') continue;
      if (scriptKeys.has(name) && !otherShell) {
        for (const script of isSeq(value) ? value.items : [value]) {
          if (isScalar(script)) this.readScript(script, around);
          else this.read(script, around);
        }
      } else this.read(value, around);
    }
  }

  private readScript(script: Scalar, around: Surroundings): void {
    const [start, end] = script.range ?? [0, 0];
    const raw = this.text.slice(start, end);
    const isBlock = script.type === 'BLOCK_LITERAL' || script.type === 'BLOCK_FOLDED';
    const quote = /^["']/.exec(raw)?.[0];
    const skip = isBlock ? raw.indexOf('\n') + 1 : quote === undefined ? 0 : 1;
    const follow = (scalar: Scalar | undefined, use: VariableUse): void => {
      if (scalar) this.followScalar(scalar, use, around);
    };
    const uses = shellUses(raw.slice(skip, quote === undefined ? undefined : -1), {
      target: this.target,
      start: start + skip,
      // A guard holds double quotes.
      canGuard: quote === undefined && script.type !== 'BLOCK_FOLDED',
      variable: (name) => this.variable(name, around),
      template: (expression) => expressionValue(expression, (path) => this.named(path, around)),
      onVariable: (name, use) => {
        follow(around.environment.get(name), use);
      },
      onTemplate: (expression, use) => {
        follow(this.scalarOf(expression, around), use);
      },
      onCall: (use) => {
        follow(around.environment.get('GOFLAGS'), use);
      },
    });
    for (const use of uses) this.found.set(use.place.start, use);
  }

  /** The flags in a value of an environment or matrix. There is no way to guard them in place. */
  private followScalar(scalar: Scalar, use: VariableUse, around: Surroundings): void {
    const [start, end] = scalar.range ?? [0, 0];
    const raw = this.text.slice(start, end);
    for (const place of findFlags(raw, start)) {
      if (isSupported(place.mode, this.target.goarch) || this.found.has(place.start)) continue;
      const certainty = use.kind === 'build' && use.verdict.truth === true ? 'certain' : 'likely';
      this.found.set(place.start, { place, certainty, ofTests: use.kind === 'test' });
    }
    const inner = /^["']?\$\{\{([^}]*)\}\}["']?$/.exec(raw)?.[1];
    const next = inner === undefined ? undefined : this.scalarOf(inner.trim(), around);
    if (next && next !== scalar) this.followScalar(next, use, around);
  }

  private scalarOf(expression: string, around: Surroundings): Scalar | undefined {
    const matrix = /^matrix\.(.+)$/.exec(expression)?.[1];
    if (matrix !== undefined) return around.combination.get(matrix);
    const environment = /^env\.(.+)$/.exec(expression)?.[1];
    return environment === undefined ? undefined : around.environment.get(environment);
  }

  private variable(name: string, around: Surroundings): Value | undefined {
    const scalar = around.environment.get(name);
    if (scalar) return this.scalarValue(scalar, around);
    if (around.onTarget || !/^GO(?:ARCH|OS)$/.test(name)) return undefined;
    // A hosted runner is linux/amd64 or something else that is not the target.
    return known(name === 'GOOS' ? 'linux' : 'amd64');
  }

  private named(path: string, around: Surroundings): Value {
    const scalar = this.scalarOf(path, around);
    if (scalar) return this.scalarValue(scalar, around);
    if (path === 'runner.os') return known('Linux');
    // A variable that the combination lacks is empty; of a computed matrix nothing is known.
    if (path.startsWith('matrix.') && around.combination.size > 0) return known('');
    return unknown;
  }

  private scalarValue(scalar: Scalar, around: Surroundings): Value {
    const text = typeof scalar.value === 'string' ? scalar.value : String(scalar);
    const isTarget = text === this.target.goarch;
    const value = wordValue(text, {
      target: this.target,
      variable: () => unknown,
      template: (expression) => expressionValue(expression, (path) => this.named(path, around)),
    });
    return { ...value, arch: value.arch || isTarget };
  }
}

/** The settings of an `env`, `variables` or `environment`: a map of scalars. */
function settings(node: unknown): readonly (readonly [string, Scalar])[] {
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) => {
    if (!isScalar(key) || !isScalar(value)) return [];
    return [[String(key.value), value] as const];
  });
}
