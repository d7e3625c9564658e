import { unquote } from '../../shell/shellTokens';
import type { ShellCommand } from '../../shell/shellCommands';
import type { StageState } from './packages';
import { commandName, effectiveWords } from './script';
import type { Script } from './script';
import type { Work } from './work';

/** Users and groups that every Debian system has; Alpine's packages make some of them themselves. */
const ofDebian = new Set(
  'root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody nogroup adm tty disk kmem dialout fax voice cdrom floppy tape sudo audio dip operator src shadow utmp video sasl plugdev staff users'.split(
    ' ',
  ),
);

/** Options of BusyBox' addgroup and adduser: the letter, and whether a value follows. */
const letters: Readonly<Record<string, boolean>> = {
  S: false,
  D: false,
  H: false,
  h: true,
  g: true,
  s: true,
  G: true,
  u: true,
  k: true,
};

const long: Readonly<Record<string, string>> = {
  '--system': 'S',
  '--disabled-password': 'D',
  '--no-create-home': 'H',
  '--home': 'h',
  '--gecos': 'g',
  '--gid': 'g',
  '--shell': 's',
  '--ingroup': 'G',
  '--uid': 'u',
};

/** BusyBox' `addgroup`, `adduser`, `delgroup` and `deluser` as the commands of Debian's package passwd. */
export function convertUsers(script: Script, stage: StageState, work: Work): void {
  for (const command of script.commands) {
    const words = effectiveWords(command);
    const name = commandName(words);
    if (!/^(?:add|del)(?:user|group)$/.test(name)) continue;
    const { options, operands } = optionsOf(words.slice(1).map(({ text }) => text));
    const text = replacement(name, options, operands, stage);
    const { start, end } = script.span(command);
    if (text === undefined) {
      script.file.problem('command', start, end, work.t('Debian has {0} with other options', name));
    } else if (text === '') {
      script.file.note(
        start,
        end,
        work.t('{0} is there in Debian, with a number of its own', operands[0] ?? ''),
      );
      script.removeCommand(command);
    } else replaceWords(script, command, text);
  }
}

function replaceWords(script: Script, command: ShellCommand, text: string): void {
  const words = effectiveWords(command);
  const [first] = words;
  const last = words.at(-1);
  if (first && last) script.file.replace(script.offset(first.start), script.offset(last.end), text);
}

/** The new command; empty where nothing has to be done, undefined where it is not understood. */
function replacement(
  name: string,
  options: ReadonlyMap<string, string> | undefined,
  operands: readonly string[],
  stage: StageState,
): string | undefined {
  const [first, second] = operands;
  if (!options || first === undefined || operands.length > 2) return undefined;
  const plain = unquote(first);
  if (name === 'deluser' || name === 'delgroup') {
    return second === undefined ? `${name === 'deluser' ? 'userdel' : 'groupdel'} ${first}` : undefined;
  }
  if (second !== undefined) return name === 'addgroup' ? `usermod -aG ${second} ${first}` : undefined;
  if (ofDebian.has(plain)) return '';
  if (name === 'addgroup') {
    stage.userGroups.add(plain);
    return ['groupadd', ...flag(options, 'S', '-r'), ...flag(options, 'g', '-g'), first].join(' ');
  }
  const group = options.get('G') ?? (stage.userGroups.has(plain) ? first : undefined);
  return [
    'useradd',
    ...flag(options, 'S', '-r'),
    options.has('H') ? '-M' : '-m',
    ...(group === undefined ? [] : ['-g', group]),
    ...flag(options, 'u', '-u'),
    ...flag(options, 'h', '-d'),
    ...flag(options, 'k', '-k'),
    ...flag(options, 'g', '-c'),
    ...(options.has('s')
      ? ['-s', shell(options.get('s') ?? '')]
      : options.has('S')
        ? ['-s', '/usr/sbin/nologin']
        : []),
    first,
  ].join(' ');
}

function flag(options: ReadonlyMap<string, string>, letter: string, written: string): readonly string[] {
  const value = options.get(letter);
  if (value === undefined) return [];
  return value === '' ? [written] : [written, value];
}

function shell(path: string): string {
  if (path === '/bin/ash') return '/bin/sh';
  return path === '/sbin/nologin' ? '/usr/sbin/nologin' : path;
}

/** The options by letter, those without a value with an empty one; undefined where one is not BusyBox'. */
function optionsOf(words: readonly string[]): {
  readonly options: ReadonlyMap<string, string> | undefined;
  readonly operands: readonly string[];
} {
  const options = new Map<string, string>();
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) {
      operands.push(word);
      continue;
    }
    const [name = '', given] = word.split(/=(.*)/s);
    const isLong = Object.hasOwn(long, name);
    let cluster = isLong ? (long[name] ?? '') : word.slice(1);
    if (!isLong && word.startsWith('--')) return { options: undefined, operands };
    while (cluster !== '') {
      const letter = cluster.charAt(0);
      cluster = cluster.slice(1);
      if (!Object.hasOwn(letters, letter)) return { options: undefined, operands };
      if (letters[letter] !== true) options.set(letter, '');
      else {
        const value = given ?? (cluster === '' ? words[++at] : cluster);
        if (value === undefined) return { options: undefined, operands };
        options.set(letter, value);
        cluster = '';
      }
    }
  }
  return { options, operands };
}
