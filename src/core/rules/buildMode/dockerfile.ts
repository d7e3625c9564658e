import { Arg, Env, From, Run } from 'dockerfile-ast';
import type { Property } from 'dockerfile-ast';
import { LineIndex } from '../../positions';
import type { Target } from '../../target/targets';
import { runScript } from '../../images/dockerfile/runScript';
import { wordValue } from '../buildFiles/shellValues';
import { known, outsideVariable, unknown } from '../buildFiles/values';
import type { Value } from '../buildFiles/values';
import { findBareMode, findFlags } from './flags';
import { shellUses } from './shellScript';
import type { VariableUse } from './shellScript';
import { isSupported } from './supportedModes';
import type { ModeUse } from './use';
import { parseDockerfile } from '../../images/dockerfile/parseDockerfile';

/** What a stage knows of its variables: where each was set, and what it can be. */
interface Stage {
  readonly values: Map<string, Value>;
  readonly properties: Map<string, Property>;
}

/** The build modes of a Dockerfile that the target lacks and that reach a go command when an image for the target is built. */
export function dockerfileUses(text: string, target: Target): readonly ModeUse[] {
  return new DockerfileReader(text, target).uses();
}

class DockerfileReader {
  private readonly index: LineIndex;
  private readonly found = new Map<number, ModeUse>();
  private readonly stages = new Map<string, Stage>();
  private stage: Stage = { values: new Map(), properties: new Map() };

  constructor(
    private readonly text: string,
    private readonly target: Target,
  ) {
    this.index = new LineIndex(text);
  }

  uses(): readonly ModeUse[] {
    for (const instruction of parseDockerfile(this.text).getInstructions()) {
      if (instruction instanceof From) this.startStage(instruction);
      else if (instruction instanceof Env || instruction instanceof Arg) this.setVariables(instruction);
      else if (instruction instanceof Run) this.readRun(instruction);
    }
    return [...this.found.values()].sort((a, b) => a.place.start - b.place.start);
  }

  private startStage(from: From): void {
    const base = this.stages.get(from.getImage()?.toLowerCase() ?? '');
    this.stage = { values: new Map(base?.values), properties: new Map(base?.properties) };
    const platform = from.getPlatformFlag()?.getValue();
    // A stage for the building machine, or for a fixed one, builds for that one unless GOARCH says otherwise.
    const forTarget = platform?.includes('TARGETPLATFORM') ?? true;
    if (!forTarget && platform !== `linux/${this.target.goarch}`)
      this.stage.values.set('GOARCH', known('other'));
    const name = from.getBuildStage();
    if (name !== null) this.stages.set(name.toLowerCase(), this.stage);
  }

  private setVariables(instruction: Env | Arg): void {
    const properties = instruction instanceof Env ? instruction.getProperties() : [instruction.getProperty()];
    for (const property of properties) {
      const value = property?.getUnescapedValue() ?? null;
      if (!property || value === null) continue;
      const name = property.getName();
      this.stage.properties.set(name, property);
      const outside = instruction instanceof Arg ? outsideVariable(name, this.target) : undefined;
      // A build argument is what the caller says; who builds for the target says the target.
      this.stage.values.set(name, outside ?? this.valueOf(value));
    }
  }

  private valueOf(value: string): Value {
    return wordValue(value, { target: this.target, variable: (name) => this.variable(name) ?? unknown });
  }

  private variable(name: string): Value | undefined {
    return this.stage.values.get(name) ?? outsideVariable(name, this.target);
  }

  private readRun(run: Run): void {
    const script = runScript(run, this.text, this.index);
    if (!script) return;
    const uses = shellUses(script.text, {
      target: this.target,
      start: script.start,
      canGuard: !script.isJson,
      variable: (name) => this.variable(name),
      onVariable: (name, use) => {
        this.followVariable(name, use, 0);
      },
      onCall: (use) => {
        this.followVariable('GOFLAGS', use, 0);
      },
    });
    for (const use of uses) this.found.set(use.place.start, use);
  }

  /** The flags in an ENV or ARG, and in those that it refers to. There is no way to guard them in place. */
  private followVariable(name: string, use: VariableUse, depth: number): void {
    const range = this.stage.properties.get(name)?.getValueRange();
    if (!range || depth > 10) return;
    const start = this.index.offset(range.start.line + 1, range.start.character + 1) ?? 0;
    const end = this.index.offset(range.end.line + 1, range.end.character + 1) ?? start;
    const value = this.text.slice(start, end);
    const mode = use.bare ? findBareMode(value, start) : undefined;
    for (const place of mode ? [mode] : findFlags(value, start)) {
      if (isSupported(place.mode, this.target.goarch) || this.found.has(place.start)) continue;
      const certain = use.verdict.truth === true && use.kind === 'build';
      this.found.set(place.start, {
        place,
        certainty: certain ? 'certain' : 'likely',
        ofTests: use.kind === 'test',
      });
    }
    for (const match of value.matchAll(/\$\{?(\w+)/g)) this.followVariable(match[1] ?? '', use, depth + 1);
  }
}
