import type { Target } from '../../target/targets';
import { goCall, goCallOf } from '../buildFiles/goCommand';
import type { GoCall } from '../buildFiles/goCommand';
import { lastingAssignments, shellCommands } from '../../shell/shellCommands';
import type { ShellCommand } from '../../shell/shellCommands';
import { loopScope, scriptScope, shellVerdict, wordValue } from '../buildFiles/shellValues';
import type { ShellScope } from '../buildFiles/shellValues';
import { endOfExpansion, unquote } from '../../shell/shellTokens';
import type { ShellToken } from '../../shell/shellTokens';
import { and, check, outsideVariable, perhaps, unknown } from '../buildFiles/values';
import type { Value, Verdict } from '../buildFiles/values';
import { endOfScript } from './endOfScript';
import { endsInOpenFlag, findArgumentFlag, findBareMode, findFlags } from './flags';
import type { FlagPlace } from './flags';
import { shellGuard } from './shellGuard';
import { isSanitizer, isSupported } from './supportedModes';
import type { ModeUse } from './use';

/** What a piece of shell is part of. */
export interface ShellSetting {
  readonly target: Target;
  /** Offset of the piece in its file. */
  readonly start: number;
  /** Values of variables that the file sets outside the piece; undefined where it does not. */
  readonly variable?: (name: string) => Value | undefined;
  /** Called with each variable that reaches a go command and that the piece does not assign. */
  readonly onVariable?: (name: string, use: VariableUse) => void;
  /** Called with each go command that is reached: it reads GOFLAGS. */
  readonly onCall?: (use: VariableUse) => void;
  /** What `${{ … }}` means, in a workflow. */
  readonly template?: (expression: string) => Value;
  /** Called with each `${{ … }}` that reaches a go command. */
  readonly onTemplate?: (expression: string, use: VariableUse) => void;
  /** Whether the shell of the piece is there to guard flags by `case`; false leaves uses without a guard. */
  readonly canGuard?: boolean;
}

/** A variable of the file around a piece that reaches a go command. */
export interface VariableUse {
  readonly kind: GoCall['kind'];
  readonly verdict: Verdict;
  /** Whether it stands behind `-buildmode=`. */
  readonly bare: boolean;
}

/** The build modes of a shell script that the target lacks and that reach a go command when it builds for the target. */
export function shellUses(text: string, setting: ShellSetting): readonly ModeUse[] {
  return new ShellScriptReader(text, setting).uses();
}

class ShellScriptReader {
  private readonly commands: readonly ShellCommand[];
  private readonly scope: ShellScope;
  private readonly found = new Map<number, ModeUse>();
  private readonly visited = new Set<string>();

  constructor(
    private readonly text: string,
    private readonly setting: ShellSetting,
  ) {
    this.commands = shellCommands(text);
    const { target } = setting;
    const outside: ShellScope = {
      target,
      variable: (name) => setting.variable?.(name) ?? outsideVariable(name, target) ?? unknown,
      ...(setting.template ? { template: setting.template } : {}),
    };
    this.scope = scriptScope(this.commands, outside);
  }

  uses(): readonly ModeUse[] {
    const end = endOfScript(this.commands, this.scope);
    for (const command of this.commands) {
      const [first] = command.words.length > 0 ? command.words : command.assignments;
      if (first && first.start >= end) break;
      const inside = loopScope(command.tests, this.scope);
      const verdict = shellVerdict(command.tests, inside);
      if (!reaches(verdict)) continue;
      this.readScriptArgument(command, verdict);
      for (const word of lastingAssignments(command)) {
        if (/^GOFLAGS\+?=/.test(word.text) && this.forTarget([], inside)) {
          this.followWord(word, { kind: 'build', verdict, aside: false }, undefined);
        }
      }
      this.readExport(command);
      const call = goCallOf(command, {
        isGo: (word) => this.isGoVariable(word),
        holdsCall: (word) => this.holdsGoCall(word),
      });
      if (!call) continue;
      const whole = and([verdict, this.platformVerdict(call, inside)]);
      if (!reaches(whole)) continue;
      const aside = /race|[amt]san|sanit|test|debug/i.test(command.inFunction ?? '');
      const flow: Flow = { kind: call.kind, verdict: whole, aside };
      this.setting.onCall?.({ kind: call.kind, verdict: whole, bare: false });
      for (const word of call.environment) if (/^GOFLAGS=/.test(word.text)) this.followWord(word, flow, call);
      for (const [index, word] of call.args.entries()) {
        this.followWord(word, flow, call, index > 0 ? call.args[index - 1] : undefined);
      }
    }
    return [...this.found.values()].sort((a, b) => a.place.start - b.place.start);
  }

  /** `sh -c 'go build …'`: the quoted script is read as one, with what it shares with the outer. */
  private readScriptArgument({ words }: ShellCommand, verdict: Verdict): void {
    const at = words.findIndex(
      ({ text }, index) => text === '-c' && /(?:^|\/)(?:ba|da)?sh$/.test(words[index - 1]?.text ?? ''),
    );
    const script = at < 0 ? undefined : words[at + 1];
    const quoted = /^(["'])([\s\S]*)\1$/.exec(script?.text ?? '');
    if (!script || !quoted || verdict.truth !== true) return;
    const inner = shellUses(quoted[2] ?? '', {
      ...this.setting,
      start: this.setting.start + script.start + 1,
      // A guard has quotes of its own, which the script's quotes would take for their end.
      canGuard: false,
    });
    for (const use of inner) this.found.set(use.place.start, use);
  }

  /** `export EXTRA_FLAGS=-buildmode=pie` before `make`: what make does with it is in another file. */
  private readExport(command: ShellCommand): void {
    if (command.words[0]?.text !== 'export' || !this.callsMake()) return;
    for (const word of command.words.slice(1)) {
      const value = word.text.indexOf('=') + 1;
      if (value === 0 || !/buildmode/.test(word.text)) continue;
      this.followAssignment(word, value, { kind: 'build', verdict: perhaps, aside: false }, false, undefined);
    }
  }

  private callsMake(): boolean {
    return this.commands.some(({ words }) => /^(?:g?make|\$\{?MAKE\}?)$/.test(words[0]?.text ?? ''));
  }

  private isGoVariable(word: string): boolean {
    return (
      /^\$/.test(word) &&
      check(wordValue(word, this.scope), (text) => /^(?:\S*\/)?go[\d.]*$/.test(text)).truth === true
    );
  }

  private holdsGoCall(word: string): GoCall['kind'] | undefined {
    if (!/^["']?\$/.test(word)) return undefined;
    const [text] = wordValue(word, this.scope).options ?? [];
    const [first] = text === undefined ? [] : shellCommands(text);
    return first && goCall(first.assignments, first.words)?.kind;
  }

  private platformVerdict(call: GoCall, scope: ShellScope): Verdict {
    return { truth: call.wrapped || this.forTarget(call.environment, scope), arch: true };
  }

  /** Whether the platform may be the target's; what comes from a caller is taken to be. */
  private forTarget(environment: readonly ShellToken[], scope: ShellScope): boolean {
    const is = (name: string, wanted: string): boolean => {
      const set = environment.findLast(({ text }) => new RegExp(`^["']?${name}=`).test(text));
      const value = set ? wordValue(set.text.replace(/^(["']?)\w+=/, '$1'), scope) : scope.variable(name);
      return check(value, (text) => text === wanted || text === '').truth !== false;
    };
    return is('GOOS', 'linux') && is('GOARCH', this.setting.target.goarch);
  }

  private followWord(word: ShellToken, flow: Flow, call: GoCall | undefined, before?: ShellToken): void {
    const joins = before?.text === '-buildmode' || before?.text === '--buildmode';
    const from = joins ? before.start : word.start;
    const text = this.text.slice(from, word.end);
    for (const piece of literalPieces(text)) {
      const find = call?.args.includes(word) ? findArgumentFlag : findFlags;
      for (const place of find(piece.text, from + piece.start)) this.record(place, flow, word, call);
    }
    const opens = (end: number): boolean => endsInOpenFlag(text.slice(0, end));
    for (const reference of references(text)) {
      this.followVariable(reference.name, flow, opens(reference.start), call);
    }
    for (const match of text.matchAll(/\$\{\{([^}]*)\}\}/g)) {
      const bare = opens(match.index);
      this.setting.onTemplate?.((match[1] ?? '').trim(), { kind: flow.kind, verdict: flow.verdict, bare });
    }
  }

  private followVariable(name: string, flow: Flow, bare: boolean, call: GoCall | undefined): void {
    const key = `${name} ${flow.kind} ${bare} ${flow.verdict.truth} ${flow.aside}`;
    if (this.visited.has(key)) return;
    this.visited.add(key);
    let assigned = false;
    for (const command of this.commands) {
      for (const word of lastingAssignments(command)) {
        const head = /^(\w+)\+?=/.exec(word.text);
        if (head?.[1] !== name) continue;
        assigned = true;
        const inside = loopScope(command.tests, this.scope);
        const verdict = and([flow.verdict, shellVerdict(command.tests, inside)]);
        if (reaches(verdict)) this.followAssignment(word, head[0].length, { ...flow, verdict }, bare, call);
      }
    }
    if (!assigned) this.setting.onVariable?.(name, { kind: flow.kind, verdict: flow.verdict, bare });
  }

  private followAssignment(
    word: ShellToken,
    head: number,
    flow: Flow,
    bare: boolean,
    call: GoCall | undefined,
  ): void {
    const value = word.text.slice(head);
    const mode = bare ? findBareMode(value, word.start + head) : undefined;
    if (mode) {
      this.record(mode, flow, word, call);
      return;
    }
    for (const piece of literalPieces(value)) {
      for (const place of findFlags(piece.text, word.start + head + piece.start))
        this.record(place, flow, word, call);
    }
    for (const reference of references(value)) this.followVariable(reference.name, flow, bare, call);
  }

  private record(place: FlagPlace, flow: Flow, word: ShellToken, call: GoCall | undefined): void {
    const { target, start, canGuard = true } = this.setting;
    if (isSupported(place.mode, target.goarch)) return;
    const ofTests = flow.kind === 'test';
    const aside = ofTests || (flow.aside && isSanitizer(place.mode));
    const certainty = flow.verdict.truth === true && !aside ? 'certain' : 'likely';
    const placed = { ...place, start: start + place.start, end: start + place.end };
    const before = this.found.get(placed.start);
    if (before?.certainty === 'certain') return;
    const guard = canGuard ? shellGuard(place, word, call, this.text, target.goarch) : undefined;
    const moved = guard && { ...guard, start: start + guard.start, end: start + guard.end };
    this.found.set(placed.start, { place: placed, certainty, ofTests, ...(moved ? { guard: moved } : {}) });
  }
}

interface Flow {
  readonly kind: GoCall['kind'];
  readonly verdict: Verdict;
  readonly aside: boolean;
}

/** The parts of a word outside `$(…)`, `${…}` and back quotes. */
function literalPieces(word: string): readonly { readonly text: string; readonly start: number }[] {
  const pieces: { text: string; start: number }[] = [];
  let start = 0;
  for (let at = 0; at < word.length;) {
    const expands = word[at] === '`' || (word[at] === '$' && '({'.includes(word[at + 1] ?? ' '));
    if (!expands) {
      at++;
      continue;
    }
    if (at > start) pieces.push({ text: word.slice(start, at), start });
    at = endOfExpansion(word, at);
    start = at;
  }
  if (start < word.length) pieces.push({ text: word.slice(start), start });
  return pieces;
}

/** The variables that a word refers to: `$A`, `${A}`, `"${A[@]}"`, `${A:-b}`. */
function references(word: string): readonly { readonly name: string; readonly start: number }[] {
  if (/^'[^']*'$/.test(word)) return [];
  return [...word.matchAll(/\$(?:\{(\w+)[^}]*\}|(\w+))/g)].map((match) => ({
    name: unquote(match[1] ?? match[2] ?? ''),
    start: match.index,
  }));
}

/** Whether something is there on the target: yes, or perhaps for reasons other than a guard by architecture. */
function reaches({ truth, arch }: Verdict): boolean {
  return truth === true || (truth === undefined && !arch);
}
