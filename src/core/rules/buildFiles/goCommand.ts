import type { ShellCommand } from '../../shell/shellCommands';
import type { ShellToken } from '../../shell/shellTokens';
import { unquote } from '../../shell/shellTokens';

/** A call of the go command inside a simple command. */
export interface GoCall {
  /** Whether the command builds for the target to use, or builds and runs tests. */
  readonly kind: 'build' | 'test';
  /** Words before `go` that set its environment: `GOARCH=arm64`. */
  readonly environment: readonly ShellToken[];
  /** Words behind the subcommand that are the go command's own, and not the program's that `go run` starts. */
  readonly args: readonly ShellToken[];
  /** `xx-go`, a wrapper of images that cross-compile: it sets the platform from Docker's TARGETPLATFORM. */
  readonly wrapped: boolean;
}

/** Commands that show their words or search for them, and run nothing. */
const quoting =
  /^(?:echo|printf|cat|grep|egrep|fgrep|sed|awk|:|true|read|test|\[|\[\[|git|info|warn|log|die)$/;

/** Flags of `go build` and `go run` whose value is a word of its own. */
const valued =
  /^--?(?:C|o|p|asmflags|buildmode|compiler|gccgoflags|gcflags|installsuffix|ldflags|mod|modfile|overlay|pgo|pkgdir|tags|toolexec|exec|covermode|coverpkg)$/;

/**
 * The go command that a simple command runs: `go build`, `$(GO) test`,
 * `env GOOS=linux /usr/local/go/bin/go install`, `sudo go run`. Undefined for
 * other commands, and for those that only print such words.
 *
 * @param isGo Whether a word that is a variable stands for the go command.
 */
export function goCall(
  assignments: readonly ShellToken[],
  words: readonly ShellToken[],
  isGo: (word: string) => boolean = () => false,
): GoCall | undefined {
  const [first] = words;
  if (!first || quoting.test(first.text)) return undefined;
  for (let at = 0; at < words.length; at++) {
    const word = unquote(words[at]?.text ?? '');
    if (!namesGo(word) && !isGo(word)) continue;
    let next = at + 1;
    if (words[next]?.text === '-C') next += 2;
    const kind = kindOf(unquote(words[next]?.text ?? ''));
    if (kind === undefined) continue;
    const environment = [...assignments, ...words.slice(0, at).filter(({ text }) => /^["']?\w+=/.test(text))];
    const args = ownArguments(words.slice(next + 1), words[next]?.text === 'run');
    return { kind, environment, args, wrapped: word.endsWith('xx-go') };
  }
  return undefined;
}

/** What a script's variables say of the go command. */
export interface GoVariables {
  /** Whether a word that is a variable stands for the go command. */
  readonly isGo: (word: string) => boolean;
  /** What a word that is a variable runs, where it holds the go command with its subcommand (`$(GO_BUILD)`). */
  readonly holdsCall: (word: string) => GoCall['kind'] | undefined;
}

/** The go command that a simple command runs, by its own words or by what a variable in it holds. */
export function goCallOf(command: ShellCommand, { isGo, holdsCall }: GoVariables): GoCall | undefined {
  const { assignments, words } = command;
  const direct = goCall(assignments, words, isGo);
  if (direct) return direct;
  const at = words.findIndex(({ text }) => holdsCall(text) !== undefined);
  const word = words[at];
  const kind = word && holdsCall(word.text);
  if (kind === undefined || /^(?:echo|printf)$/.test(words[0]?.text ?? '')) return undefined;
  const environment = [...assignments, ...words.slice(0, at).filter(({ text }) => /^\w+=/.test(text))];
  return { kind, environment, args: words.slice(at + 1), wrapped: false };
}

/** Whether a word is the go command by its name, or a variable that by custom holds it. */
export function namesGo(word: string): boolean {
  // Makefiles hide commands with a variable in front that is `@` or nothing.
  const name = word.replace(/^(?:@|\$[({](?:Q|AT|V|QUIET|HIDE)[)}])+/, '');
  return (
    /^(?:\S*\/)?(?:xx-)?go(?:\d+(?:\.\w+)*)?$/.test(name) ||
    /^\$[({]?(?:GO|GOCMD|GO_CMD|GO_BIN|GOTOOL|GO_EXE)[)}]?$/.test(name)
  );
}

const kinds: Readonly<Record<string, GoCall['kind']>> = {
  build: 'build',
  install: 'build',
  run: 'build',
  test: 'test',
};

function kindOf(subcommand = ''): GoCall['kind'] | undefined {
  return Object.hasOwn(kinds, subcommand) ? kinds[subcommand] : undefined;
}

function ownArguments(words: readonly ShellToken[], runs: boolean): readonly ShellToken[] {
  for (let at = 0; at < words.length; at++) {
    const text = words[at]?.text ?? '';
    if (text === '--' || text === '-args') return words.slice(0, at);
    if (!runs) continue;
    if (valued.test(text)) at++;
    else if (!/^["']?[-$]/.test(text)) return words.slice(0, at + 1);
  }
  return words;
}
