import { unquote } from '../../shell/shellTokens';
import type { ShellToken } from '../../shell/shellTokens';
import { packageCommand } from './packageCommand';
import type { PackageCommand } from './packageCommand';
import type { PackageManager } from './packageNames';
import type { Script } from './script';
import type { Work } from './work';

const cleanUp = 'rm -rf /var/lib/apt/lists/*';
const install = 'apt-get install -y --no-install-recommends';
/** As docker-library's Dockerfiles write it: what was installed to build goes again, and what it pulled in. */
const saveMarks = 'savedAptMark="$(apt-mark showmanual)"';
const purgeUnmarked = 'apt-get purge -y --auto-remove -o APT::AutoRemove::RecommendsImportant=false';
const markNeeded =
  "find /usr/local -type f -executable -exec ldd '{}' ';' | awk '/=>/ { print $(NF-1) }' | sort -u | xargs -r dpkg-query --search | cut -d: -f1 | sort -u | xargs -r apt-mark manual";

/** What the scripts of one stage share, and the stages that start from it. */
export interface StageState {
  /** apt's names of what `apk add --virtual` installed, by the group's name. */
  readonly groups: Map<string, readonly string[]>;
  /** Groups of users that were added. */
  readonly userGroups: Set<string>;
  readonly installed: Set<string>;
  /** What ENV and ARG say at this place. */
  variable: (name: string) => string | undefined;
  /** Whether the base is another release of Debian now, so that names of apt may have changed. */
  readonly changedSuite: boolean;
  /** Where another package can be put in front of those that are installed first, and which of the stage's scripts that is in. */
  firstInstall: { readonly script: Script; readonly at: number } | undefined;
}

/** Rewrites the commands of package managers in a script for apt. */
export function convertPackages(script: Script, stage: StageState, work: Work): void {
  const commands = script.commands.flatMap((command) => {
    const found = packageCommand(command);
    const mine =
      found && (found.manager !== 'apt' || found.program === 'clean-install' || stage.changedSuite);
    return mine ? [found] : [];
  });
  reportSubstitutions(script, work);
  if (commands.length > 0) new PackageConverter(script, commands, stage, work).convert();
}

/** What runs inside of `$(…)` gives a text, which a command of apt would give differently. */
function reportSubstitutions(script: Script, work: Work): void {
  for (const match of script.text.matchAll(/(?:\$\(|`)\s*(apk|yum|dnf|rpm)\s[^)`]*[)`]/g)) {
    if (match[0].includes('scanelf')) continue;
    const start = script.offset(match.index);
    const message = match[0].includes('--print-arch')
      ? work.t('dpkg --print-architecture says it in Debian, with other names: {0}', work.target.debian)
      : work.t('apt has no counterpart of this command of {0}', match[1] ?? '');
    script.file.problem('command', start, start + match[0].length, message);
  }
}

/** How packages that are only for the build are taken away again in the script that installs them. */
interface Marks {
  readonly save: PackageCommand;
  readonly finish: PackageCommand;
  readonly groups: ReadonlySet<string>;
}

class PackageConverter {
  private readonly installs: readonly PackageCommand[];
  private readonly marks: Marks | undefined;
  /** Installed after the marks were saved, and meant to stay. */
  private readonly kept: string[] = [];
  private markedEarly = false;

  constructor(
    private readonly script: Script,
    private readonly commands: readonly PackageCommand[],
    private readonly stage: StageState,
    private readonly work: Work,
  ) {
    this.installs = commands.filter((one) => one.action === 'install' && this.isTop(one));
    this.marks = this.findMarks();
  }

  convert(): void {
    for (const one of this.commands) {
      if (one.manager === 'apt' && one.program !== 'clean-install') this.renameForApt(one);
      else this.convertOne(one);
    }
  }

  private convertOne(one: PackageCommand): void {
    switch (one.action) {
      case 'install':
        this.install(one);
        return;
      case 'remove':
        this.remove(one);
        return;
      case 'update':
        this.script.replaceCommand(one.command, 'apt-get update');
        return;
      case 'upgrade':
        this.script.replaceCommand(
          one.command,
          this.script.joined([...(one.updates ? ['apt-get update'] : []), 'apt-get upgrade -y'], one.command),
        );
        return;
      case 'clean':
        this.script.replaceCommand(one.command, cleanUp);
        return;
      case 'query':
        if (one.flags.some(({ text }) => /^-e$|^--installed$/.test(text)) && one.operands.length === 1) {
          const names = this.namesOf(one, one.operands);
          this.script.replaceCommand(one.command, `dpkg -s ${names.join(' ')}`);
          return;
        }
        this.reportUnknown(one);
        return;
      case 'other':
        this.reportUnknown(one);
    }
  }

  private reportUnknown({ command, program }: PackageCommand): void {
    const { start, end } = this.script.span(command);
    const message = this.work.t('apt has no counterpart of this command of {0}', program);
    this.script.file.problem('command', start, end, message);
  }

  private install(one: PackageCommand): void {
    if (this.isRunDependencies(one)) {
      this.markRunDependencies(one);
      return;
    }
    const top = this.isTop(one);
    const saves = this.marks?.save === one;
    const update = !top || (this.installs[0] === one && !this.updatedBefore(one));
    const parts = [...(saves ? [saveMarks] : []), ...(update ? ['apt-get update'] : []), install];
    const mapped = withoutRepeats(
      one.operands.map((operand) => ({ operand, text: this.mapped(one, operand) })),
    );
    const names = mapped.flatMap(({ text }) => (text === '' ? [] : text.split(' ')));
    if (one.group !== undefined) this.stage.groups.set(one.group, names);
    if (one.group === undefined || !(this.marks?.groups.has(one.group) ?? false)) this.kept.push(...names);
    if (names.length === 0) {
      if (saves) this.script.replaceCommand(one.command, saveMarks);
      else this.script.removeCommand(one.command);
      return;
    }
    this.script.replaceWord(one.head, this.script.joined(parts, one.command).replace(/; \}$/, ''));
    for (const name of names) this.stage.installed.add(name);
    if (top && mapped[0]?.text !== '') {
      const at = this.script.offset(one.operands[0]?.start ?? 0);
      this.stage.firstInstall ??= { script: this.script, at };
    }
    const last = one.command.words.at(-1);
    const cleans = !top || (this.installs.at(-1) === one && !this.cleanedAfter(one));
    for (const flag of one.flags) if (flag !== last) this.script.removeWord(flag);
    for (const { operand, text } of mapped) {
      if (text !== '') this.script.replaceWord(operand, text);
      else if (operand !== last) this.script.removeWord(operand);
    }
    if (!last) return;
    const lastIsGone = !mapped.some(({ operand, text }) => operand === last && text !== '');
    if (cleans) {
      const text = this.script.joined([install, ''], one.command).startsWith('{') ? `${cleanUp}; }` : cleanUp;
      this.script.append(one.command, last, lastIsGone, text);
    } else if (lastIsGone) this.script.removeWord(last);
  }

  private remove(one: PackageCommand): void {
    const { marks } = this;
    const ofMarks = marks && one.operands.every(({ text }) => marks.groups.has(unquote(text)));
    if (ofMarks && one === marks.finish) {
      this.script.replaceCommand(
        one.command,
        this.script.joined([...(this.markedEarly ? [] : this.restoreMarks()), purgeUnmarked], one.command),
      );
      return;
    }
    if (ofMarks) {
      this.script.removeCommand(one.command);
      return;
    }
    const names = one.operands.flatMap((operand) => {
      const group = this.stage.groups.get(unquote(operand.text));
      return group ?? (this.mapped(one, operand) || []);
    });
    if (names.length === 0) this.script.removeCommand(one.command);
    else this.script.replaceCommand(one.command, `apt-get purge -y --auto-remove ${names.join(' ')}`);
  }

  private restoreMarks(): readonly string[] {
    const kept = [...new Set(this.kept)].map((name) => ` ${name}`).join('');
    return [
      "apt-mark auto '.*' > /dev/null",
      kept === ''
        ? '{ [ -z "$savedAptMark" ] || apt-mark manual $savedAptMark > /dev/null; }'
        : `apt-mark manual $savedAptMark${kept} > /dev/null`,
    ];
  }

  /** `apk add $runDeps` of what scanelf found: apt is told which packages the libraries are from instead. */
  private markRunDependencies(one: PackageCommand): void {
    const name = variableOf(one.operands[0]?.text ?? '') ?? '';
    const assignment = this.script.commands.find(({ assignments }) =>
      assignments.some(({ text }) => text.startsWith(`${name}=`)),
    );
    if (assignment) this.script.removeCommand(assignment);
    this.markedEarly = this.marks !== undefined;
    this.script.replaceCommand(
      one.command,
      this.script.joined([...(this.markedEarly ? this.restoreMarks() : []), markNeeded], one.command),
    );
  }

  private isRunDependencies({ operands }: PackageCommand): boolean {
    const name = operands.length === 1 ? variableOf(operands[0]?.text ?? '') : undefined;
    return name !== undefined && (this.script.assigned(name)?.text.includes('scanelf') ?? false);
  }

  /** Names that changed since the release that the stage started from. */
  private renameForApt(one: PackageCommand): void {
    for (const flag of one.flags) if (flag.text === '--force-yes') this.script.removeWord(flag);
    if (one.action !== 'install') return;
    for (const operand of one.operands) {
      const text = this.mapped(one, operand);
      if (text === '') this.script.removeWord(operand);
      else this.script.replaceWord(operand, text);
    }
  }

  private namesOf(one: PackageCommand, operands: readonly ShellToken[]): readonly string[] {
    return operands.map((operand) => this.mapped(one, operand)).filter((text) => text !== '');
  }

  /** What stands in an operand's place; empty where nothing does. */
  private mapped(one: PackageCommand, operand: ShellToken): string {
    const { file } = this.script;
    const { t, target } = this.work;
    const start = this.script.offset(operand.start);
    const end = this.script.offset(operand.end);
    const whole = unquote(operand.text);
    const word = withoutPin(whole, one.manager);
    if (word !== whole)
      file.note(start, end, t('The version in {0} is not one of Debian; it is left out', whole));
    // `# a note` stands between operands as a command that prints nothing.
    if (/^`\s*#/.test(word)) return operand.text;
    if (/^https?:|\.(?:rpm|apk)$|\/\S*\*/.test(word)) {
      file.problem('no-package', start, end, t('{0} is a package of another distribution', word));
      return '';
    }
    if (/[$`]/.test(word)) {
      const value = this.valueOf(word);
      if (value === undefined) {
        file.problem(
          'variable',
          start,
          end,
          t('Which packages {0} names is only known when it runs', operand.text),
        );
        return operand.text;
      }
      // `$APK_FLAGS` has options in it.
      const names = value.split(/\s+/).filter((name) => name !== '' && !name.startsWith('-'));
      return names
        .map((name) => this.lookUp(name, one.manager, operand))
        .filter((name) => name !== '')
        .join(' ');
    }
    const text = this.lookUp(word, one.manager, operand);
    if (text === '' && this.work.names.find(word, one.manager).kind === 'missing') {
      file.problem(
        'no-package',
        start,
        end,
        t('Debian has no package of {0} for {1}; it is left out', word, target.debian),
      );
    }
    return text;
  }

  private lookUp(name: string, manager: PackageManager, operand: ShellToken): string {
    const found = this.work.names.find(name, manager);
    if (found.kind === 'known') return found.names.join(' ');
    if (found.kind === 'missing') return '';
    this.script.file.ask(
      'package',
      name,
      name,
      this.script.offset(operand.start),
      this.script.offset(operand.end),
      this.work.t('What is the package {0} called in Debian?', name),
    );
    // Quotes and all: what is in them stays a name.
    return unquote(operand.text) === name ? operand.text : quoted(name);
  }

  /** What a variable alone is, in the script or as ENV says. */
  private valueOf(word: string): string | undefined {
    const name = variableOf(word);
    if (name === undefined) return undefined;
    const assigned = this.script.assigned(name);
    const text = assigned ? unquote(assigned.text.slice(name.length + 1)) : this.stage.variable(name);
    return text === undefined || /[$`]/.test(text) ? undefined : text.replace(/\\\r?\n/g, ' ');
  }

  private findMarks(): Marks | undefined {
    const removed = this.commands.filter((one) => one.action === 'remove' && this.isTop(one));
    // In the order of the script, so that the last removal of a group is what stays here.
    const removals = new Map(
      removed.flatMap(({ command, operands }) =>
        operands.map(({ text }) => [unquote(text), command] as const),
      ),
    );
    const added = this.installs.filter(({ group, command }) => {
      const removal = group === undefined ? undefined : removals.get(group);
      return removal !== undefined && isBefore(command, removal);
    });
    const groups = new Set(added.flatMap(({ group }) => group ?? []));
    const finish = removed.findLast(({ operands }) =>
      operands.every(({ text }) => groups.has(unquote(text))),
    );
    const [save] = added;
    return save && finish ? { save, finish, groups } : undefined;
  }

  private updatedBefore({ command }: PackageCommand): boolean {
    return this.commands.some(
      (one) =>
        (one.action === 'update' || (one.action === 'upgrade' && one.updates)) &&
        this.isTop(one) &&
        isBefore(one.command, command),
    );
  }

  /** Whether a later command removes the lists: one of the package manager, or `rm` of its cache, which is converted. */
  private cleanedAfter({ command }: PackageCommand): boolean {
    return this.script.commands.some(
      (one) =>
        isBefore(command, one) &&
        this.script.isTop(one) &&
        (packageCommand(one)?.action === 'clean' ||
          (one.words[0]?.text === 'rm' &&
            one.words.some(({ text }) => /^\/var\/(?:cache\/(?:apk|yum|dnf)|lib\/apt\/lists)\b/.test(text)))),
    );
  }

  private isTop({ command }: PackageCommand): boolean {
    return this.script.isTop(command);
  }
}

function isBefore(
  a: { readonly words: readonly ShellToken[] },
  b: { readonly words: readonly ShellToken[] },
): boolean {
  return (a.words[0]?.start ?? 0) < (b.words[0]?.start ?? 0);
}

function quoted(name: string): string {
  return /^[\w.+@:/-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}

/** Several names in one distribution can be one in Debian: it is written once. */
function withoutRepeats<T extends { readonly text: string }>(mapped: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return mapped.map((one) => {
    if (/['"`\\]/.test(one.text)) return one;
    const names = one.text.split(' ').filter((name) => !seen.has(name));
    for (const name of names) seen.add(name);
    return { ...one, text: names.join(' ') };
  });
}

/** The name of the variable that is all of a word. */
function variableOf(word: string): string | undefined {
  const [, plain, braced] = /^"?\$(?:(\w+)|\{(\w+)\})"?$/.exec(word) ?? [];
  return plain ?? braced;
}

/** A package's name without the version, revision or repository that it is pinned to. */
function withoutPin(word: string, manager: PackageManager): string {
  if (manager === 'apk')
    return word.replace(/^([\w.+:/-]+)@\w+$/, '$1').replace(/^([\w.+:/-]+)[<>=~].*$/s, '$1');
  if (manager === 'apt') return word.replace(/^([\w.+-]+(?::\w+)?)=.*$/s, '$1');
  return word.replace(/(?:-\d[\w.~^]*){1,2}(?:\.\w+)?$/, '');
}
