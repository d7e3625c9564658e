import type { SourceFiles } from '../../files';
import type { Target } from '../../target/targets';
import { goCall, goCallOf } from '../buildFiles/goCommand';
import type { GoCall } from '../buildFiles/goCommand';
import { makefileGroup } from '../buildFiles/makeGroup';
import type { MakeAssignment, MakeLine, MakeRecipe } from '../buildFiles/makeLines';
import { MakeScope } from '../buildFiles/makeValues';
import type { MakePiece } from '../buildFiles/makeValues';
import { shellCommands } from '../../shell/shellCommands';
import { scriptScope, shellVerdict, loopScope, wordValue, escapeDollars } from '../buildFiles/shellValues';
import type { ShellScope } from '../buildFiles/shellValues';
import { and, check, outsideVariable, unknown } from '../buildFiles/values';
import type { Verdict } from '../buildFiles/values';
import { endsInOpenFlag, findBareMode, findFlags } from './flags';
import type { FlagPlace } from './flags';
import { makeGuard } from './makeGuard';
import { isSanitizer, isSupported } from './supportedModes';
import type { ModeUse } from './use';

/** The build modes of a makefile that the target lacks and that reach a go command of it or of a makefile that includes it. */
export function makefileUses(
  path: string,
  text: string,
  files: SourceFiles,
  target: Target,
): readonly ModeUse[] {
  const group = makefileGroup(path, text, files);
  return new MakefileReader(group.lines, new Set(group.own), text, target).uses();
}

/** How a text came to the go command. */
interface Flow {
  readonly kind: GoCall['kind'];
  readonly verdict: Verdict;
  /** Whether the rule it is for says that it is for tests or a sanitizer. */
  readonly aside: boolean;
}

class MakefileReader {
  private readonly scope: MakeScope;
  private readonly found = new Map<number, ModeUse>();
  private readonly visited = new Set<string>();

  constructor(
    private readonly lines: readonly MakeLine[],
    private readonly own: ReadonlySet<MakeLine>,
    private readonly text: string,
    private readonly target: Target,
  ) {
    this.scope = new MakeScope(lines, target);
  }

  uses(): readonly ModeUse[] {
    for (const line of this.lines) {
      const verdict = this.scope.verdict(line.conditions);
      if (!reaches(verdict)) continue;
      if (line.kind === 'recipe') this.readCommands(line, line.text, line.textStart, verdict);
      else if (line.kind === 'assignment') {
        this.readCommands(line, line.value, line.valueStart, verdict);
        if (line.name === 'GOFLAGS' && this.isExported(line)) {
          this.follow(line, this.scope.pieces(line.value, line.valueStart, verdict), {
            kind: 'build',
            verdict,
            aside: false,
          });
        }
      }
    }
    return [...this.found.values()].sort((a, b) => a.place.start - b.place.start);
  }

  private readCommands(
    line: MakeRecipe | MakeAssignment,
    text: string,
    start: number,
    verdict: Verdict,
  ): void {
    const commands = shellCommands(escapeDollars(text));
    const targets = line.targets ?? '';
    const outside: ShellScope = {
      target: this.target,
      variable: (name) => outsideVariable(name, this.target) ?? unknown,
      foreign: (expansion) => this.scope.value(expansion),
    };
    const scope = scriptScope(commands, outside);
    for (const command of commands) {
      const call = goCallOf(command, {
        isGo: (word) => this.isGoVariable(word),
        holdsCall: (word) => this.holdsGoCall(word),
      });
      if (!call) continue;
      const inside = loopScope(command.tests, scope);
      const whole = and([
        verdict,
        shellVerdict(command.tests, inside),
        this.platformVerdict(call, targets, inside),
      ]);
      if (!reaches(whole)) continue;
      const aside = /race|[amt]san|sanit|test|debug|check/i.test(targets);
      const flow: Flow = { kind: call.kind, verdict: whole, aside };
      this.followWords(line, text, start, call, flow);
    }
  }

  private isGoVariable(word: string): boolean {
    const name = /^\$[({]([\w.-]+)[)}]$/.exec(word)?.[1];
    if (name === undefined) return false;
    return (
      check(this.scope.variable(name), (text) => /^(?:\S*\/)?go[\d.]*$/.test(text.trim())).truth === true
    );
  }

  private holdsGoCall(word: string): GoCall['kind'] | undefined {
    const name = /^\$[({]([\w.-]+)[)}]$/.exec(word)?.[1];
    for (const assignment of name === undefined ? [] : this.scope.assignmentsOf(name)) {
      const [first] = shellCommands(escapeDollars(assignment.value));
      const call = first && goCall(first.assignments, first.words, (text) => this.isGoVariable(text));
      if (call) return call.kind;
    }
    return undefined;
  }

  /** Whether a call is for the target's operating system and architecture, as far as its environment says. */
  private platformVerdict(call: GoCall, targets: string, scope: ShellScope): Verdict {
    const is = (name: string, wanted: string): Verdict => {
      const set = call.environment.findLast(({ text }) => new RegExp(`^["']?${name}=`).test(text));
      if (set) {
        const value = wordValue(set.text.replace(/^(["']?)\w+=/, '$1'), scope);
        // What the caller passes may be the target's.
        return value.options === undefined
          ? { truth: true, arch: true }
          : anyOf(check(value, (text) => text === wanted));
      }
      const specific = this.scope
        .assignmentsOf(name)
        .filter((assignment) =>
          assignment.targets?.split(/\s+/).some((one) => targets.split(/\s+/).includes(one)),
        );
      const last = specific.at(-1);
      const value = last ? this.scope.value(last.value) : this.scope.variable(name);
      return anyOf(check(value, (text) => text === wanted || text === ''));
    };
    return and([is('GOOS', 'linux'), is('GOARCH', this.target.goarch)]);
  }

  private isExported(line: MakeAssignment): boolean {
    return (
      line.exported || this.lines.some((other) => other.kind === 'export' && other.names.includes(line.name))
    );
  }

  private followWords(line: MakeLine, text: string, start: number, call: GoCall, flow: Flow): void {
    for (const [index, word] of call.args.entries()) {
      const before = index > 0 ? call.args[index - 1] : undefined;
      // `-buildmode pie` is two words of one flag.
      const from =
        before?.text === '-buildmode' || before?.text === '--buildmode' ? before.start : word.start;
      const pieces = this.scope.pieces(text.slice(from, word.end), start + from, flow.verdict);
      // `go run tool "go test -race"`: what is inside a longer argument is not go's.
      const isText = /^["'][^"']*\s/.test(word.text);
      this.follow(line, isText ? pieces.filter(({ kind }) => kind !== 'literal') : pieces, flow);
    }
  }

  private follow(line: MakeLine, pieces: readonly MakePiece[], flow: Flow, bare = false): void {
    for (const [index, piece] of pieces.entries()) {
      if (piece.kind === 'other' || !reaches(piece.verdict)) continue;
      const verdict = and([flow.verdict, piece.verdict]);
      if (piece.kind === 'literal') {
        const mode = bare ? findBareMode(piece.text, piece.start) : undefined;
        const places = mode ? [mode] : findFlags(piece.text, piece.start);
        for (const place of places) this.record(line, place, { ...flow, verdict });
        continue;
      }
      const before = pieces[index - 1];
      const open = bare || (before?.kind === 'literal' && endsInOpenFlag(before.text));
      this.followVariable(piece.name, { ...flow, verdict }, open);
    }
  }

  private followVariable(name: string, flow: Flow, bare: boolean): void {
    const key = `${name} ${flow.kind} ${bare} ${flow.verdict.truth} ${flow.aside}`;
    if (this.visited.has(key)) return;
    this.visited.add(key);
    for (const assignment of this.scope.assignmentsOf(name)) {
      const verdict = and([flow.verdict, this.scope.verdict(assignment.conditions)]);
      // A value that holds a go command of its own was read as one.
      if (!reaches(verdict) || this.isCommand(assignment)) continue;
      const aside = flow.aside || /race|[amt]san|sanit|test|debug/i.test(assignment.targets ?? '');
      const inside = { ...flow, verdict, aside };
      this.follow(
        assignment,
        this.scope.pieces(assignment.value, assignment.valueStart, verdict),
        inside,
        bare,
      );
    }
  }

  private isCommand({ value }: MakeAssignment): boolean {
    return shellCommands(escapeDollars(value)).some(
      (command) => goCall(command.assignments, command.words) !== undefined,
    );
  }

  private record(line: MakeLine, place: FlagPlace, flow: Flow): void {
    if (!this.own.has(line) || isSupported(place.mode, this.target.goarch)) return;
    const ofTests = flow.kind === 'test';
    const aside = ofTests || (flow.aside && isSanitizer(place.mode));
    const certainty = flow.verdict.truth === true && !aside ? 'certain' : 'likely';
    const before = this.found.get(place.start);
    if (before?.certainty === 'certain') return;
    const guard = makeGuard(line, place, this.text, this.lines, this.own, this.target.goarch);
    this.found.set(place.start, { place, certainty, ofTests, guard });
  }
}

/** Something that may be the target's counts as reached: the caller's word decides, and who ports says the target. */
function anyOf(verdict: Verdict): Verdict {
  return verdict.truth === undefined ? { truth: true, arch: verdict.arch } : verdict;
}

/** Whether something is there on the target: yes, or perhaps for reasons other than a guard by architecture. */
function reaches({ truth, arch }: Verdict): boolean {
  return truth === true || (truth === undefined && !arch);
}
