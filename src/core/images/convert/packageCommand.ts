import type { ShellCommand } from '../../shell/shellCommands';
import { unquote } from '../../shell/shellTokens';
import type { ShellToken } from '../../shell/shellTokens';
import type { PackageManager } from './packageNames';
import { commandName, effectiveWords } from './script';

export type PackageAction = 'install' | 'remove' | 'update' | 'upgrade' | 'clean' | 'query' | 'other';

/** A command of a package manager, taken apart. */
export interface PackageCommand {
  readonly command: ShellCommand;
  readonly manager: PackageManager;
  /** As it is called: `apk`, `microdnf`, `clean-install`. */
  readonly program: string;
  readonly action: PackageAction;
  /** From the program's name to the subcommand, and every flag with its value. */
  readonly head: ShellToken;
  readonly flags: readonly ShellToken[];
  /** Names of packages and groups, as written. */
  readonly operands: readonly ShellToken[];
  /** The name that `--virtual` gives to what is installed. */
  readonly group: string | undefined;
  /** Whether lists are read first by itself (`apk -U`, `--no-cache`; yum always). */
  readonly updates: boolean;
}

interface Grammar {
  readonly manager: PackageManager;
  readonly actions: Readonly<Record<string, PackageAction>>;
  /** Options whose value is the next word. */
  readonly valued: RegExp;
}

const apk: Grammar = {
  manager: 'apk',
  actions: {
    add: 'install',
    del: 'remove',
    update: 'update',
    upgrade: 'upgrade',
    cache: 'clean',
    info: 'query',
  },
  valued:
    /^(?:-t|--virtual|-X|--repository|-p|--root|--arch|--cache-dir|--cache-max-age|--keys-dir|--repositories-file|--wait|--timeout|--progress-fd)$/,
};

const yum: Grammar = {
  manager: 'yum',
  actions: {
    install: 'install',
    reinstall: 'install',
    remove: 'remove',
    erase: 'remove',
    makecache: 'update',
    update: 'upgrade',
    upgrade: 'upgrade',
    clean: 'clean',
  },
  valued: /^(?:-c|-x|-R|-d|-e|--enablerepo|--disablerepo|--exclude|--installroot|--releasever|--setopt)$/,
};

const apt: Grammar = {
  manager: 'apt',
  actions: {
    install: 'install',
    remove: 'remove',
    purge: 'remove',
    update: 'update',
    upgrade: 'upgrade',
    'dist-upgrade': 'upgrade',
    clean: 'clean',
    autoclean: 'clean',
  },
  valued: /^(?:-o|--option|-t|--target-release|-c|-a)$/,
};

const grammars: Readonly<Record<string, Grammar>> = {
  apk,
  yum,
  dnf: yum,
  microdnf: yum,
  apt,
  'apt-get': apt,
};

/** Takes a command of a package manager apart; undefined for any other. */
export function packageCommand(command: ShellCommand): PackageCommand | undefined {
  const words = effectiveWords(command);
  const program = commandName(words);
  const [head, ...rest] = words;
  if (!head) return undefined;
  if (program === 'clean-install') {
    const flags = rest.filter(({ text }) => text.startsWith('-'));
    const operands = rest.filter(({ text }) => !text.startsWith('-'));
    return {
      command,
      manager: 'apt',
      program,
      action: 'install',
      head,
      flags,
      operands,
      group: undefined,
      updates: true,
    };
  }
  const grammar = Object.hasOwn(grammars, program) ? grammars[program] : undefined;
  if (!grammar) return undefined;
  const flags: ShellToken[] = [];
  const operands: ShellToken[] = [];
  let subcommand: string | undefined;
  let group: string | undefined;
  let updates = grammar.manager === 'yum';
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at];
    if (!word) continue;
    const text = unquote(word.text);
    if (text.startsWith('-') && text !== '-') {
      flags.push(word);
      const value = rest[at + 1];
      group = /^(?:--virtual=|-t(?=[^-]))(.+)$/.exec(text)?.[1] ?? group;
      if (grammar.valued.test(text) && value) {
        flags.push(value);
        if (/^(?:-t|--virtual)$/.test(text)) group = unquote(value.text);
        at++;
      }
      if (grammar.manager === 'apk' && /^(?:-U|--update|--update-cache|--no-cache)$/.test(text))
        updates = true;
    } else if (subcommand === undefined) {
      subcommand = text;
      flags.push(word);
    } else operands.push(word);
  }
  const action =
    subcommand !== undefined && Object.hasOwn(grammar.actions, subcommand)
      ? (grammar.actions[subcommand] ?? 'other')
      : 'other';
  return {
    command,
    manager: grammar.manager,
    program,
    action,
    head,
    flags,
    operands,
    group: grammar.manager === 'apk' ? group : undefined,
    updates,
  };
}
