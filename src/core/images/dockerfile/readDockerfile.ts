import { Arg, Env, From, Onbuild } from 'dockerfile-ast';
import type { Dockerfile, Flag, Instruction } from 'dockerfile-ast';
import { LineIndex } from '../../positions';
import { scriptBetween } from './runScript';
import type { RunScript } from './runScript';
import { expandWord } from './variables';
import type { Lookup } from './variables';
import { parseDockerfile } from './parseDockerfile';

/** Two offsets in the Dockerfile's text, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A word with what it is once its variables are filled in; undefined where that cannot be told. */
export interface DockerWord extends Span {
  /** As written. */
  readonly text: string;
  readonly value: string | undefined;
}

export interface DockerFlag extends Span {
  /** Without the dashes: `from`, `platform`, `mount`. */
  readonly name: string;
  readonly value: string;
  /** Offset of the value; of the flag's end where it has none. */
  readonly valueStart: number;
}

export interface DockerInstruction extends Span {
  /** In capitals. Placeholders that a build fills in are keywords too: `CROSS_BUILD_COPY`. */
  readonly keyword: string;
  readonly keywordSpan: Span;
  /** What follows the keyword and the flags, to the end of the last line; undefined where nothing does. */
  readonly args: Span | undefined;
  readonly flags: readonly DockerFlag[];
  /** Whether it is what an ONBUILD holds; it runs in builds that start from this image. */
  readonly onBuild: boolean;
  /** Number of its stage, from 0; undefined before the first FROM. */
  readonly stage: number | undefined;
  /** The parser's own node. */
  readonly node: Instruction;
}

export interface DockerStage extends Span {
  readonly index: number;
  /** What `AS` names it, in lower case, as Docker compares it. */
  readonly name: string | undefined;
  readonly from: DockerInstruction;
  /** What FROM names, its name, tag and digest; undefined where FROM names nothing. */
  readonly image: DockerWord | undefined;
  /** The earlier stage that it starts from, where it is one. */
  readonly base: number | undefined;
  /** What `--platform` says; absent where it says nothing. */
  readonly platform: DockerWord | undefined;
  readonly instructions: readonly DockerInstruction[];
}

/** Where a stage takes files from another image or stage: `COPY --from=…`, `RUN --mount=from=…`. */
export interface DockerSource extends DockerWord {
  readonly instruction: DockerInstruction;
  /** The earlier stage, where it is one, by name or number. */
  readonly stage: number | undefined;
}

export interface DockerDirective {
  readonly name: string;
  readonly value: string;
}

/** A Dockerfile as read. Nothing is executed, and no text is refused: what is no instruction becomes one with an unknown keyword. */
export interface DockerfileReading {
  readonly text: string;
  readonly index: LineIndex;
  readonly escape: string;
  readonly directives: readonly DockerDirective[];
  readonly instructions: readonly DockerInstruction[];
  readonly stages: readonly DockerStage[];
  readonly sources: readonly DockerSource[];
  /** What a variable is at an instruction, before it takes effect. */
  variable(name: string, at: DockerInstruction): string | undefined;
  /** A word with its variables filled in as they are at an instruction. */
  expand(word: string, at: DockerInstruction): string | undefined;
  /** The shell text of a RUN, also of one in an ONBUILD; undefined for other instructions. */
  script(instruction: DockerInstruction): RunScript | undefined;
}

/**
 * Reads a Dockerfile: its directives, instructions with offsets, stages, what
 * each starts from and takes files from, with ARG and ENV filled in.
 *
 * @param args Build arguments by name, those of the platform (`TARGETARCH`) among them; see `platformArguments`.
 */
export function readDockerfile(
  text: string,
  args: ReadonlyMap<string, string> = new Map(),
): DockerfileReading {
  return new Reader(text, args).read();
}

let last:
  { readonly text: string; readonly platforms: string; readonly reading: DockerfileReading } | undefined;

/** Reads a Dockerfile for a target. The rules ask for the same one after another, so that the last one is kept. */
export function readForTarget(text: string, target: string, host: string): DockerfileReading {
  const platforms = `${target} ${host}`;
  if (last?.text !== text || last.platforms !== platforms) {
    last = { text, platforms, reading: readDockerfile(text, platformArguments(target, host)) };
  }
  return last.reading;
}

/** The arguments that BuildKit sets by itself: TARGETPLATFORM, BUILDARCH and their like. */
export function platformArguments(target: string, host: string): ReadonlyMap<string, string> {
  return new Map(
    Object.entries({ TARGET: target, BUILD: host }).flatMap(([side, arch]): [string, string][] => [
      [`${side}PLATFORM`, `linux/${arch}`],
      [`${side}OS`, 'linux'],
      [`${side}ARCH`, arch],
      [`${side}VARIANT`, ''],
    ]),
  );
}

const ofPlatform = /^(?:TARGET|BUILD)(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT)$/;

interface Definition {
  readonly at: number;
  readonly value: string | undefined;
}

class Reader {
  private readonly index: LineIndex;
  private readonly lineStarts: readonly number[];
  private readonly instructions: DockerInstruction[] = [];
  private readonly stages: {
    name: string | undefined;
    from: DockerInstruction;
    image: DockerWord | undefined;
    base: number | undefined;
    platform: DockerWord | undefined;
    instructions: DockerInstruction[];
  }[] = [];
  private readonly sources: DockerSource[] = [];
  private readonly byName = new Map<string, number>();
  /** What ARG and ENV say, by stage (-1 before the first) and name, in order. */
  private readonly definitions = new Map<number, Map<string, Definition[]>>();
  private escape = '\\';

  constructor(
    private readonly text: string,
    private readonly args: ReadonlyMap<string, string>,
  ) {
    this.index = new LineIndex(text);
    this.lineStarts = parserLines(text);
  }

  read(): DockerfileReading {
    const parsed: Dockerfile = parseDockerfile(this.text);
    this.escape = parsed.getEscapeCharacter();
    for (const node of parsed.getInstructions()) this.take(node, false);
    return {
      text: this.text,
      index: this.index,
      escape: this.escape,
      directives: parsed
        .getDirectives()
        .map((directive) => ({ name: directive.getName().toLowerCase(), value: directive.getValue() })),
      instructions: this.instructions,
      stages: this.stages.map((stage, index) => ({
        ...stage,
        index,
        start: stage.from.start,
        end: stage.instructions.at(-1)?.end ?? stage.from.end,
      })),
      sources: this.sources,
      variable: (name, at) => this.lookup(at)(name),
      expand: (word, at) => expandWord(word, this.lookup(at), this.escape),
      script: ({ keyword, args }) =>
        keyword === 'RUN' && args ? scriptBetween(this.text, args.start, args.end, this.escape) : undefined,
    };
  }

  private take(node: Instruction, onBuild: boolean): void {
    const instruction = this.instruction(node, onBuild);
    if (node instanceof From && !onBuild) {
      this.openStage(node, instruction);
      return;
    }
    this.instructions.push(instruction);
    this.stages.at(-1)?.instructions.push(instruction);
    if (!onBuild) this.define(node, instruction);
    this.sources.push(...this.sourcesOf(instruction));
    if (node instanceof Onbuild) {
      const trigger = node.getTriggerInstruction();
      if (trigger && !onBuild) this.take(trigger, true);
    }
  }

  private instruction(node: Instruction, onBuild: boolean): DockerInstruction {
    const args = node.getArgumentsRange();
    const flags = 'getFlags' in node ? (node as Instruction & { getFlags(): Flag[] }).getFlags() : [];
    return {
      keyword: node.getKeyword(),
      keywordSpan: this.span(node.getInstructionRange()),
      ...this.span(node.getRange()),
      args: args ? this.span(args) : undefined,
      flags: flags.map((flag) => {
        const span = this.span(flag.getRange());
        const value = flag.getValueRange();
        return {
          ...span,
          name: flag.getName(),
          value: flag.getValue() ?? '',
          valueStart: value ? this.offset(value.start) : span.end,
        };
      }),
      onBuild,
      stage: this.stages.length === 0 ? undefined : this.stages.length - 1,
      node,
    };
  }

  private openStage(node: From, instruction: DockerInstruction): void {
    const from = { ...instruction, stage: this.stages.length };
    // FROM sees the ARGs before the first stage, and what BuildKit sets.
    const lookup: Lookup = (name) => this.argument(name, -1, from.start);
    const image = node.getImageRange();
    const flag = from.flags.find(({ name }) => name === 'platform');
    const word = image ? this.word(this.span(image), lookup) : undefined;
    const name = node.getBuildStage()?.toLowerCase();
    this.instructions.push(from);
    this.stages.push({
      name,
      from,
      image: word,
      base: word?.value === undefined ? undefined : this.byName.get(word.value.toLowerCase()),
      platform: flag && this.word({ start: flag.valueStart, end: flag.end }, lookup),
      instructions: [],
    });
    if (name !== undefined) this.byName.set(name, from.stage);
  }

  private sourcesOf(instruction: DockerInstruction): readonly DockerSource[] {
    return instruction.flags.flatMap((flag) => {
      const inMount = flag.name === 'mount' ? /(?:^|,)from=([^,]+)/.exec(flag.value) : null;
      const text = flag.name === 'from' ? flag.value : inMount?.[1];
      if (text === undefined || text === '') return [];
      const start = flag.valueStart + (inMount ? inMount.index + inMount[0].length - text.length : 0);
      // BuildKit fills no stage variables in here, only those before the first FROM.
      const word = this.word({ start, end: start + text.length }, (name) =>
        this.argument(name, -1, instruction.start),
      );
      const named = word.value === undefined ? undefined : this.byName.get(word.value.toLowerCase());
      const number = /^\d+$/.test(text) ? Number(text) : undefined;
      const stage = named ?? (number !== undefined && number < this.stages.length ? number : undefined);
      return [{ ...word, instruction, stage }];
    });
  }

  private define(node: Instruction, { stage = -1, start, end }: DockerInstruction): void {
    const lookup = this.scope(stage, start);
    const set = (name: string, value: string | undefined): void => {
      const ofStage = this.definitions.get(stage) ?? new Map<string, Definition[]>();
      this.definitions.set(stage, ofStage);
      const ofName = ofStage.get(name) ?? [];
      ofStage.set(name, ofName);
      ofName.push({ at: end, value });
    };
    if (node instanceof Arg) {
      for (const property of node.getProperties()) {
        const name = property.getName();
        const written = property.getAssignmentOperator() === null ? undefined : this.rawValue(property);
        const given =
          this.args.get(name) ?? (written === undefined ? this.argument(name, -1, start) : undefined);
        set(name, given ?? (written === undefined ? undefined : expandWord(written, lookup, this.escape)));
      }
    } else if (node instanceof Env) {
      for (const property of node.getProperties()) {
        set(property.getName(), expandWord(this.rawValue(property), lookup, this.escape));
      }
    }
  }

  private rawValue(property: { getValueRange(): ParserRange | null }): string {
    const range = property.getValueRange();
    return range ? this.text.slice(this.offset(range.start), this.offset(range.end)) : '';
  }

  private lookup({ stage = -1, start, keyword }: DockerInstruction): Lookup {
    return keyword === 'FROM' ? (name) => this.argument(name, -1, start) : this.scope(stage, start);
  }

  private scope(stage: number, before: number): Lookup {
    return (name) => this.argument(name, stage, before);
  }

  private argument(name: string, stage: number, before: number): string | undefined {
    for (let at: number | undefined = stage; at !== undefined; at = this.stages[at]?.base) {
      const found = this.definitions
        .get(at)
        ?.get(name)
        ?.findLast((definition) => definition.at <= before);
      if (found) return found.value;
    }
    return stage === -1 && ofPlatform.test(name) ? this.args.get(name) : undefined;
  }

  private word(span: Span, lookup: Lookup): DockerWord {
    const text = this.text.slice(span.start, span.end);
    return { ...span, text, value: expandWord(text, lookup, this.escape) };
  }

  private span({ start, end }: ParserRange): Span {
    return { start: this.offset(start), end: this.offset(end) };
  }

  private offset({ line, character }: ParserPosition): number {
    return (this.lineStarts[line] ?? this.text.length) + character;
  }
}

interface ParserPosition {
  readonly line: number;
  readonly character: number;
}

interface ParserRange {
  readonly start: ParserPosition;
  readonly end: ParserPosition;
}

/** Where the parser's lines start: for it a `\r` alone ends a line too. */
function parserLines(text: string): readonly number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}
