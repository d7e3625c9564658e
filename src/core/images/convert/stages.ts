import type { DockerfileReading, DockerInstruction, DockerStage } from '../dockerfile/readDockerfile';
import { BaseChoice, baseKind, isOtherGo, knownName, suiteOf } from './bases';
import type { BaseKind } from './bases';
import { baseLines, convertBaseImageFile, linuxLine } from './baseImageFile';
import type { BaseLine } from './baseImageFile';
import { addedPackages, userOf } from './basePackages';
import { noteCopied, noteWorkdir, nothingCopied, ranByScript, ranByWords } from './copiedScripts';
import { convertDownload } from './downloads';
import { crossBuild, derivedGoStage, goStage } from './goStage';
import { isRefused } from './refusal';
import { convertScript, convertStart } from './scripts';
import { isWebStage } from './webStage';
import type { Family, StagePlan } from './scripts';
import type { StageState } from './packages';
import { commandName, Script } from './script';
import type { ConvertInput } from './types';
import type { FileWork, Work } from './work';

const placeholder = /^\$?\{?BASEIMAGE\}?$/;
const runInstall = 'RUN apt-get update && apt-get install -y --no-install-recommends';
const cleanUp = '&& rm -rf /var/lib/apt/lists/*';

/** Names the archive, or a mirror, in the sources of a release that has left Debian's own mirrors. */
function repointed(mirror: string | undefined): string {
  // A mirror has the releases; their security updates are in the archive.
  const main = mirror === undefined ? '' : ` -e 's#http://deb.debian.org/debian #${mirror} #g'`;
  return `RUN sed -i${main} -e 's/deb.debian.org/archive.debian.org/g' -e 's/security.debian.org/archive.debian.org/g' -e '/-updates/d' /etc/apt/sources.list`;
}

/** Converts the stages of one Dockerfile in order. */
export class StageConverter {
  private readonly choice: BaseChoice;
  private readonly plans: StagePlan[] = [];
  private readonly folder: string;
  private readonly baseFile: { readonly path: string; readonly text: string } | undefined;
  private usesBaseFile = false;
  private moved = false;

  constructor(
    private readonly input: ConvertInput,
    private readonly reading: DockerfileReading,
    private readonly file: FileWork,
    private readonly work: Work,
  ) {
    this.choice = new BaseChoice(input.bases, input.base);
    this.folder = input.path.includes('/') ? input.path.slice(0, input.path.lastIndexOf('/') + 1) : '';
    const path = `${this.folder}BASEIMAGE`;
    const text = input.readFile(path);
    this.baseFile = text === undefined ? undefined : { path, text };
  }

  convert(): void {
    if (isRefused(this.input.path, this.reading, this.file, this.work)) return;
    for (const stage of this.reading.stages) this.plans.push(this.convertStage(stage));
    if (this.baseFile && this.usesBaseFile) {
      const { path, text } = this.baseFile;
      convertBaseImageFile(path, text, this.choice, this.moved, this.work);
    }
  }

  private convertStage(stage: DockerStage): StagePlan {
    const inherited = stage.base === undefined ? undefined : this.plans[stage.base];
    const platform = stage.platform?.value ?? stage.platform?.text;
    const elsewhere = platform !== undefined && platform !== `linux/${this.work.target.goarch}`;
    if (elsewhere) return this.plan('none', 'kept', false);
    if (this.crossBuilds(stage)) return { ...this.plan('none', 'kept', false), isCross: true };
    const plan = inherited ?? this.startStage(stage);
    if (plan.kind === 'windows' || plan.kind === 'device' || !plan.onTarget) return plan;
    const before = this.work.size;
    const scripts = this.convertInstructions(stage, plan);
    if (!inherited) this.addPackages(stage, plan, scripts);
    if (/^(?:apk|rpm)$/.test(plan.family) && this.work.size > before) this.moved = true;
    return plan;
  }

  /** Lets a stage that compiles Go, or makes pages, for another run on the machine that builds. */
  private crossBuilds(stage: DockerStage): boolean {
    const isCross = stage.base !== undefined && this.plans[stage.base]?.isCross === true;
    const go = isCross ? derivedGoStage(this.reading, stage) : goStage(this.reading, stage);
    if (!go && isWebStage(this.reading, stage) && stage.image) {
      this.file.insert(stage.image.start, '--platform=$BUILDPLATFORM ');
      const message = this.work.t(
        'What this stage makes is the same for every architecture, so it runs on the machine that builds',
      );
      this.file.note(stage.from.start, stage.from.end, message);
      return true;
    }
    if (!go) return false;
    if (go.cgo) {
      const { start, end } = go.cgo.at;
      const { t } = this.work;
      const message = go.cgo.isSaid
        ? t('Cross-building with cgo needs the C cross compiler; this stage runs under emulation')
        : t(
            'This stage has C to compile, so it runs under emulation; with CGO_ENABLED=0 and Go alone it could cross-build',
          );
      this.file.problem('cgo', start, end, message);
      return false;
    }
    const runs = stage.instructions.filter(({ keyword }) => keyword === 'RUN');
    crossBuild(
      stage,
      runs.flatMap((run) => this.scriptOf(run) ?? []),
      go,
      this.file,
      this.work,
    );
    return true;
  }

  /** Changes what a stage starts from. */
  private startStage(stage: DockerStage): StagePlan {
    const { t } = this.work;
    const { image, from } = stage;
    if (!image) return this.plan('none', 'unknown', true);
    const line = this.baseLine(stage);
    if (line) this.usesBaseFile = true;
    const name = line?.image ?? image.value ?? knownName(image.text);
    const kind = name === undefined ? 'unknown' : baseKind(name);
    if (kind === 'windows' || kind === 'device') {
      const { start, end } = image;
      // The BASEIMAGE file says it once for all that use it.
      if (!line)
        this.file.problem(
          'no-base',
          start,
          end,
          t('There is nothing like {0} for {1}', name ?? image.text, this.work.target.goarch),
        );
      return this.plan('none', kind, true);
    }
    const family = familyOf(kind) ?? this.familyOfCommands(stage);
    const said = name === undefined ? undefined : this.choice.said(name);
    const isForeign = family === 'apk' || family === 'rpm';
    const isOther = kind === 'alpine-program' && name !== undefined && isOtherGo(name);
    if (said === undefined && (kind === 'alpine-other' || isOther || (kind === 'unknown' && isForeign))) {
      const shown = image.value ?? name ?? image.text;
      this.file.ask(
        'base',
        shown,
        this.choice.fallback,
        image.start,
        image.end,
        isOther
          ? t('Which image takes the place of {0}? Debian has Go 1.19', shown)
          : t('Which image takes the place of {0}?', shown),
      );
    }
    const final = name === undefined ? undefined : this.choice.replacement(name);
    if (final !== undefined && said === undefined) this.work.usesBase = true;
    if (final !== undefined && final !== name && !line) this.replaceImage(stage, final);
    if (final !== undefined || kind === 'debian' || kind === 'kept') this.repointSources(final ?? name, from);
    if (kind === 'distroless' && final !== undefined) {
      this.file.note(
        image.start,
        image.end,
        t('{0} has no shell and Debian has one: look at what the container may do', name ?? ''),
      );
    }
    // A base without a package manager takes no commands for one.
    if (final !== undefined && /^(?:scratch|busybox)(?=$|[:@])/.test(final))
      return this.plan('none', kind, true);
    const converts =
      family === 'apk' || family === 'rpm' || (family === 'debian' && final !== undefined && final !== name);
    return this.plan(converts ? family : 'none', kind, true, family === 'debian' && kind === 'debian');
  }

  /** In FROM, or in the ARG before the first stage whose default it is. */
  private replaceImage({ image }: DockerStage, final: string): void {
    if (!image) return;
    const variable = /^\$(?:(\w+)|\{(\w+)\})$/
      .exec(image.text)
      ?.slice(1)
      .find((name) => name);
    const definition = this.reading.instructions.find(
      ({ stage, keyword, args }) =>
        stage === undefined &&
        keyword === 'ARG' &&
        args !== undefined &&
        variable !== undefined &&
        this.file.text.slice(args.start, args.end).startsWith(`${variable}=`),
    );
    if (definition?.args && variable !== undefined) {
      const start = definition.args.start + variable.length + 1;
      const word = /^(?:"[^"]*"|'[^']*'|\S+)/.exec(this.file.text.slice(start))?.[0] ?? '';
      this.file.replace(start, start + word.length, final);
    } else this.file.replace(image.start, image.end, final);
  }

  private repointSources(image: string | undefined, from: DockerInstruction): void {
    const suite = image === undefined ? undefined : suiteOf(image);
    const { t, target } = this.work;
    if (suite === 'stretch' || suite === 'buster')
      this.file.insert(from.end, `\n${repointed(this.input.mirror)}`);
    else if (suite === 'jessie' || suite === 'wheezy') {
      this.file.problem(
        'suite',
        from.start,
        from.end,
        t('Debian {0} was never built for {1}', suite, target.debian),
      );
    } else if (suite === 'bullseye') {
      this.file.problem(
        'suite',
        from.start,
        from.end,
        t("Debian's mirrors no longer have {0} for {1}", suite, target.debian),
      );
    }
  }

  private convertInstructions(stage: DockerStage, plan: StagePlan): readonly Script[] {
    const scripts: Script[] = [];
    const follow = (paths: readonly string[]): void => {
      for (const path of paths) this.followScript(path, plan, scripts);
    };
    for (const instruction of stage.instructions) {
      const { args, keyword } = instruction;
      if (!args) continue;
      plan.state.variable = (name) => this.reading.variable(name, instruction);
      const text = this.file.text.slice(args.start, args.end);
      if (keyword === 'RUN') {
        const script = this.scriptOf(instruction);
        if (script) {
          scripts.push(script);
          if (convertScript(script, plan, true, this.work)) this.declareArch(stage);
          if (script.isGone) this.removeInstruction(instruction);
          follow(ranByScript(script, plan.copied));
        } else {
          follow(ranByWords(text, plan.copied));
          this.reportUnread(plan, args, text);
        }
      } else if (keyword === 'COPY' || keyword === 'ADD') {
        noteCopied(this.reading, instruction, plan.copied);
        this.convertAdded(instruction, stage);
      } else if (keyword === 'WORKDIR') {
        noteWorkdir(text, plan.copied);
      } else if (/^(?:ENTRYPOINT|CMD|SHELL|HEALTHCHECK)$/.test(keyword)) {
        if (plan.family === 'apk') convertStart(this.file, args.start, text);
        if (plan.family !== 'none') follow(ranByWords(text, plan.copied));
      } else if (keyword === 'USER' && plan.kind === 'distroless') {
        const user = /^nonroot(?::nonroot)?$/.exec(text);
        if (user) this.file.replace(args.start, args.end, text.includes(':') ? '65532:65532' : '65532');
      }
    }
    return scripts;
  }

  /** Takes out an instruction of which nothing is left, with its line; one with comments in it stays. */
  private removeInstruction({ start, end, onBuild }: DockerInstruction): void {
    const { text } = this.file;
    if (onBuild || text.slice(start, end).includes('#')) return;
    const lineEnd = /^[ \t]*\r?\n(?:[ \t]*\r?\n)?/.exec(text.slice(end))?.[0] ?? '';
    const isFirst = /(?:^|\n[ \t]*\r?\n)$/.test(text.slice(0, start));
    this.file.overwrite(
      start,
      end + (isFirst ? lineEnd : lineEnd.replace(/\n[ \t]*\r?\n$/, '\n')).length,
      '',
    );
  }

  /** Converts a script of the build context that the image runs, once. */
  private followScript(path: string, plan: StagePlan, scripts: Script[]): void {
    for (const candidate of [`${this.folder}${path}`, path]) {
      const text = /(?:^|\/)\.\.(?:\/|$)/.test(candidate) ? undefined : this.input.readFile(candidate);
      if (text === undefined) continue;
      const isShell =
        /^#!\s*\S*\/(?:env\s+)?(?:a|ba|da)?sh\b/.test(text) ||
        (!text.startsWith('#!') && candidate.endsWith('.sh'));
      if (!isShell || this.work.has(candidate) || text.includes('\u0000')) return;
      const script = new Script(this.work.file(candidate, text), { text, start: 0 });
      scripts.push(script);
      convertScript(script, plan, false, this.work);
      for (const next of ranByScript(script, plan.copied)) this.followScript(next, plan, scripts);
      return;
    }
  }

  /** `ADD https://…`. */
  private convertAdded({ args, flags, keyword }: DockerInstruction, stage: DockerStage): void {
    if (!args || keyword !== 'ADD') return;
    const rest = this.file.text.slice(0, args.start) + this.file.text.slice(args.end);
    const isNamed = (address: string): boolean => rest.includes(address.replace(/^.*\//, ''));
    for (const match of this.file.text.slice(args.start, args.end).matchAll(/https?:\/\/[^\s"',\]]+/g)) {
      const start = args.start + match.index;
      const checked = flags.some(({ name }) => name === 'checksum');
      const address = { text: match[0], start, checked, expands: true, isNamedElsewhere: isNamed(match[0]) };
      if (convertDownload(address, this.file, this.work)) this.declareArch(stage);
    }
  }

  private declareArch(stage: DockerStage): void {
    const declared = stage.instructions.some(
      ({ keyword, args }) =>
        keyword === 'ARG' && args && /\bTARGETARCH\b/.test(this.file.text.slice(args.start, args.end)),
    );
    if (!declared && !this.declaredFor.has(stage.index)) this.file.insert(stage.from.end, '\nARG TARGETARCH');
    this.declaredFor.add(stage.index);
  }

  private readonly declaredFor = new Set<number>();

  private reportUnread(
    { family }: StagePlan,
    span: { readonly start: number; readonly end: number },
    text: string,
  ): void {
    if (family === 'none' || !/\b(?:apk|yum|dnf|microdnf|adduser|addgroup|clean-install)\b/.test(text))
      return;
    this.file.problem(
      'unread',
      span.start,
      span.end,
      this.work.t('The commands in this form are not converted; write them as a shell would read them'),
    );
  }

  /** Installs what the base had without being asked, and lets the image run as the user of the base. */
  private addPackages(stage: DockerStage, plan: StagePlan, scripts: readonly Script[]): void {
    const name = this.nameOf(stage);
    const replaced = name !== undefined && this.choice.said(name) === undefined ? name : undefined;
    const added = addedPackages({ stage, plan, scripts, replaced }, this.file, this.work);
    if (added.length === 0) return;
    const user = replaced === undefined ? '' : userOf(replaced, stage);
    this.file.insert(stage.from.end, `\n${runInstall} ${added.join(' ')} ${cleanUp}${user}`);
  }

  /** The image that a stage starts from, as far as it can be told. */
  private nameOf(stage: DockerStage): string | undefined {
    const { image } = stage;
    return this.baseLine(stage)?.image ?? image?.value ?? (image && knownName(image.text));
  }

  private baseLine({ image }: DockerStage): BaseLine | undefined {
    return image && placeholder.test(image.text) && this.baseFile
      ? linuxLine(baseLines(this.baseFile.text))
      : undefined;
  }

  private scriptOf(instruction: DockerInstruction): Script | undefined {
    const found = this.reading.script(instruction);
    if (!found || found.isJson) return undefined;
    const isDocument = instruction.args !== undefined && found.start > instruction.args.start;
    const { start, text } = found;
    return new Script(this.file, isDocument ? { text, start } : { text, start, escape: this.reading.escape });
  }

  /** Which package manager a stage calls whose base is not known. */
  private familyOfCommands({ instructions }: DockerStage): Family {
    const names = new Set(
      instructions.flatMap((instruction) =>
        instruction.keyword === 'RUN'
          ? (this.scriptOf(instruction)?.commands ?? []).map(({ words }) => commandName(words))
          : [],
      ),
    );
    if (names.has('apk')) return 'apk';
    return names.has('yum') || names.has('dnf') || names.has('microdnf') ? 'rpm' : 'none';
  }

  private plan(family: Family, kind: BaseKind, onTarget: boolean, changedSuite = false): StagePlan {
    const state: StageState = {
      groups: new Map(),
      userGroups: new Set(),
      installed: new Set(),
      variable: () => undefined,
      changedSuite,
      firstInstall: undefined,
    };
    return { family, kind, onTarget, isCross: false, state, copied: nothingCopied() };
  }
}

function familyOf(kind: BaseKind): Family | undefined {
  switch (kind) {
    case 'alpine':
    case 'alpine-program':
    case 'alpine-other':
      return 'apk';
    case 'rpm':
      return 'rpm';
    case 'debian':
    case 'distroless':
      return 'debian';
    case 'unknown':
      return undefined;
    case 'kept':
    case 'windows':
    case 'device':
      return 'none';
  }
}
