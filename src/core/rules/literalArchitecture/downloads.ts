import { archWords } from '../buildFiles/archWords';
import type { ArchWord } from '../buildFiles/archWords';
import { lastingAssignments, shellCommands } from '../../shell/shellCommands';
import type { ShellCommand, ShellTest } from '../../shell/shellCommands';

/** A download of something for one architecture. */
export interface Download {
  readonly start: number;
  readonly end: number;
  /** The names of the host in it, with offsets in the script. */
  readonly words: readonly ArchWord[];
  /** Whether a shell would not expand a variable there. */
  readonly verbatim: boolean;
}

/**
 * The downloads of a shell script by `curl` and `wget` whose address names the
 * host and no other architecture. Those behind a test that looks at the
 * architecture are left out, and so are sources, packages of other systems
 * and checksums.
 *
 * @param script as the shell sees it
 * @param isGuarded Whether what decides outside of the script looks at the architecture.
 */
export function downloads(script: string, host: string, isGuarded = false): readonly Download[] {
  if (isGuarded || !/\b(?:curl|wget)\b/.test(script) || !mayAddress(script, host)) return [];
  const commands = shellCommands(script);
  return commands.filter(isFetch).flatMap((command) => {
    const found = command.words.flatMap((word) =>
      isAddress(word.text) ? downloadIn(word.text, word.start, host) : [],
    );
    if (found.length === 0) return [];
    return command.tests.some(looksAtArchitecture) || exitsOnOthers(commands, command) ? [] : found;
  });
}

/**
 * Whether the host is named behind what begins an address, on the same line:
 * most long scripts need not be read word by word then. What a variable is set
 * to is no download yet.
 */
function mayAddress(script: string, host: string): boolean {
  for (const { 0: text, index } of script.matchAll(/(?:https?:\/\/|URL\w*[})]\/)(?:[^\\\n]|\\[^])*/gi)) {
    if (!archWords(text).some(({ goarchs }) => goarchs[0] === host)) continue;
    const before = script.slice(script.lastIndexOf('\n', index) + 1, index);
    const isValue = /^\s*(?:(?:export|local|readonly|declare)\s+(?:-\w+\s+)*)?\w+=["']?$/.test(before);
    if (!isValue || /\b(?:curl|wget)\b/.test(text)) return true;
  }
  return false;
}

/** What an address fetches where it names the host and nothing else; empty otherwise. */
export function downloadIn(text: string, start: number, host: string): readonly Download[] {
  if (/windows|darwin|macos|apple|freebsd|\.(?:sha\d+|md5|asc|sig|sum|pem|sbom)\b|\bsource\b/i.test(text))
    return [];
  const words = archWords(text);
  if (words.length === 0 || words.some(({ goarchs }) => goarchs[0] !== host)) return [];
  // `$(uname -m)` or a variable for the architecture beside it: the name is part of something else.
  if (/uname|arch\b|\bARCH|ARCH\b|machine/i.test(text)) return [];
  return [
    {
      start,
      end: start + text.length,
      words: words.map((word) => ({ ...word, start: start + word.start, end: start + word.end })),
      verbatim: text.startsWith("'"),
    },
  ];
}

function isFetch({ words }: ShellCommand): boolean {
  const name = words.find(
    ({ text }) => !/^(?:sudo|run|showrun|retry|time|exec|command|env|\$SUDO|\w+=.*)$/.test(text),
  );
  return /^(?:\S*\/)?(?:curl|wget)$/.test(name?.text ?? '');
}

/** Whether a word is an address: with a scheme, or with a variable for the part before the path. */
export function isAddress(text: string): boolean {
  return /^["']?https?:\/\//.test(text) || /^["']?\$[{(]\w*URL\w*[})]\//i.test(text);
}

function looksAtArchitecture(test: ShellTest): boolean {
  switch (test.kind) {
    case 'and':
    case 'or':
      return looksAtArchitecture(test.left) || looksAtArchitecture(test.right);
    case 'not':
    case 'passed':
      return looksAtArchitecture(test.test);
    case 'case':
      return isOfArchitecture(test.subject.text) || test.patterns.some((text) => archWords(text).length > 0);
    case 'command':
      return (
        test.words.length > 0 &&
        isTest(test.words[0]?.text) &&
        test.words.some(({ text }) => isOfArchitecture(text) || archWords(text).length > 0)
      );
    case 'loop':
      return test.items.some(({ text }) => archWords(text).length > 0);
    case 'other':
      return false;
  }
}

function isTest(name = ''): boolean {
  return /^(?:\[|\[\[|test|grep|egrep)$/.test(name);
}

function isOfArchitecture(text: string): boolean {
  return /uname -(?:m|p|a)|print-architecture|GOARCH|(?:^|[_{$])ARCH\b|arch\b|machine|PLATFORM/i.test(text);
}

/** Whether an earlier command of the script ends it on other architectures: `[ "$(uname -m)" = x86_64 ] || exit`. */
function exitsOnOthers(commands: readonly ShellCommand[], of: ShellCommand): boolean {
  return commands
    .slice(0, commands.indexOf(of))
    .some(
      ({ words, tests, inFunction }) =>
        /^(?:exit|return)$/.test(words[0]?.text ?? '') &&
        inFunction === of.inFunction &&
        tests.some(looksAtArchitecture),
    );
}

/** The variable of a script that holds Go's name of the architecture: one set to what the go command, dpkg or Docker says. */
export function architectureVariable(script: string): string | undefined {
  for (const command of shellCommands(script)) {
    for (const { text } of lastingAssignments(command)) {
      // A variable for the machine that builds is not for what is built.
      const name = /^(?!\w*(?:HOST|BUILD))(\w+)="?(?:\$\(|`)\s*go\s+env\s+GO(?:HOST)?ARCH\s*(?:\)|`)"?$/.exec(
        text,
      )?.[1];
      if (name !== undefined) return name;
    }
  }
  return undefined;
}
