import type { ShellCommand } from '../../shell/shellCommands';
import { shellVerdict } from '../buildFiles/shellValues';
import type { ShellScope } from '../buildFiles/shellValues';

/**
 * Where a script ends when it runs for the target: the offset of its first
 * `exit`, or call of a function of its own that exits, that is reached there
 * or that a look at the architecture decides. Infinite where there is none.
 * What stands behind it is never run (`case $(uname -m) in … *) usage ;; esac`).
 */
export function endOfScript(commands: readonly ShellCommand[], scope: ShellScope): number {
  const exiting = new Set(['exit']);
  for (const { words, tests, inFunction, apart } of commands) {
    if (inFunction !== undefined && !apart && tests.length === 0 && words[0]?.text === 'exit')
      exiting.add(inFunction);
  }
  for (const { words, tests, inFunction, apart } of commands) {
    const [name] = words;
    if (!name || apart || inFunction !== undefined || !exiting.has(name.text)) continue;
    const { truth, arch } = shellVerdict(tests, scope);
    if (truth === true || (truth === undefined && arch)) return name.start;
  }
  return Number.POSITIVE_INFINITY;
}
