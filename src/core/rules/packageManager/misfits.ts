import { packageCommand } from '../../images/convert/packageCommand';
import type { PackageCommand } from '../../images/convert/packageCommand';
import { aptName, debianNamesOf } from '../../images/convert/packageNames';
import type { RunScript } from '../../images/dockerfile/runScript';
import { shellCommands } from '../../shell/shellCommands';
import type { ShellCommand, ShellTest } from '../../shell/shellCommands';
import type { ShellToken } from '../../shell/shellTokens';

/** Whose package manager a base has. */
export type Distribution = 'Debian' | 'Alpine';

/** A word of a script that does not fit the base; offsets in the Dockerfile. */
export interface Misfit {
  readonly kind: 'manager' | 'name' | 'install';
  readonly base: Distribution;
  /** The program or the package. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** What should stand there, where that is known. */
  readonly newText?: string;
}

const own: Readonly<Record<Distribution, PackageCommand['manager']>> = { Debian: 'apt', Alpine: 'apk' };

/** The package managers and names in a script that its base does not have. */
export function misfits({ text, start: offset }: RunScript, base: Distribution): readonly Misfit[] {
  return shellCommands(text).flatMap((command): readonly Misfit[] => {
    // Behind a test it may be for another base.
    if (command.inFunction !== undefined || !command.tests.every(({ kind }) => kind === 'passed')) return [];
    const at = ({ start, end }: ShellToken): { start: number; end: number } => ({
      start: offset + start,
      end: offset + end,
    });
    const forgotten = base === 'Debian' ? forgottenAptGet(command) : undefined;
    if (forgotten)
      return [{ kind: 'install', base, name: 'install', ...at(forgotten), newText: 'apt-get install -y' }];
    const found = packageCommand(command);
    if (!found || found.program === 'clean-install') return [];
    if (found.manager !== own[base]) {
      const changes = found.action === 'install' || found.action === 'remove';
      return changes ? [{ kind: 'manager', base, name: found.program, ...at(found.head) }] : [];
    }
    if (found.manager !== 'apt' || found.action !== 'install') return [];
    return found.operands.flatMap((operand) => {
      const names = debianNamesOf(operand.text);
      return names
        ? [{ kind: 'name', base, name: operand.text, ...at(operand), newText: names.join(' ') }]
        : [];
    });
  });
}

/** `install NAME…` behind `apt-get update &&`. */
function forgottenAptGet({ words, tests }: ShellCommand): ShellToken | undefined {
  const [first, ...operands] = words;
  if (first?.text !== 'install' || operands.length === 0) return undefined;
  const arePackages = operands.every(({ text }) => /^-{1,2}[a-z-]+$/.test(text) || aptName.test(text));
  return arePackages && tests.some(isUpdate) ? first : undefined;
}

function isUpdate(test: ShellTest): boolean {
  if (test.kind === 'passed') return isUpdate(test.test);
  if (test.kind === 'and') return isUpdate(test.left) || isUpdate(test.right);
  const [first, ...rest] = test.kind === 'command' ? test.words : [];
  return /^apt(?:-get)?$/.test(first?.text ?? '') && rest.some(({ text }) => text === 'update');
}
