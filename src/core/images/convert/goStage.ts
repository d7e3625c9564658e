import { commandName } from './script';
import type { Script } from './script';
import { imageName } from './bases';
import { descendants, isOfResult } from './stageFamily';
import type {
  DockerfileReading,
  DockerInstruction,
  DockerSource,
  DockerStage,
} from '../dockerfile/readDockerfile';
import type { FileWork, Work } from './work';

/** How a stage builds Go code, where it can do so on the machine that builds. */
export interface GoStage {
  /** Whether scripts that are not read here may build, and no command of Go's or make is seen that does. */
  readonly takesEnvironment: boolean;
  /** Whether another stage takes what `go install` leaves of a package. */
  readonly gives: (name: string) => boolean;
  /** Where it needs C, and whether it says so or has a compiler only. */
  readonly cgo: { readonly at: DockerInstruction; readonly isSaid: boolean } | undefined;
}

/** Whether a stage is one that compiles Go for others to copy from. */
export function goStage(reading: DockerfileReading, stage: DockerStage): GoStage | undefined {
  const image = stage.image?.value ?? stage.image?.text ?? '';
  const isGo = imageName(image).name.replace(/^.*\//, '') === 'golang';
  if (stage.platform || stage.base !== undefined || !isGo || isOfResult(reading, stage.index))
    return undefined;
  const family = descendants(reading, stage.index).flatMap((index) => reading.stages[index] ?? []);
  const numbers = new Set(family.map(({ index }) => index));
  const copies = reading.sources.filter(({ stage: from }) => from !== undefined && numbers.has(from));
  // Without a RUN it gives away Go itself, which is the target's.
  const runs = family.some(({ instructions }) => instructions.some(({ keyword }) => keyword === 'RUN'));
  if (copies.length === 0 || !runs) return undefined;
  return { ...stageOf(reading, stage, copies), cgo: cgoOf(reading, family, copies) };
}

/** A stage that starts from one that runs on the machine that builds. */
export function derivedGoStage(reading: DockerfileReading, stage: DockerStage): GoStage {
  const copies = reading.sources.filter(({ stage: from }) => from === stage.index);
  return { ...stageOf(reading, stage, copies), cgo: undefined };
}

function stageOf(
  reading: DockerfileReading,
  { instructions }: DockerStage,
  copies: readonly DockerSource[],
): Omit<GoStage, 'cgo'> {
  const taken = copies.flatMap(({ instruction: { args } }) =>
    args ? [...reading.text.slice(args.start, args.end).matchAll(/\bgo\/bin(?:\/([\w.*?-]*))?/g)] : [],
  );
  const runs = instructions.filter(({ keyword, onBuild }) => keyword === 'RUN' && !onBuild);
  const texts = runs.map((run) => reading.script(run)?.text ?? reading.text.slice(run.start, run.end));
  const builds = texts.some((text) => /\bgo\s+(?:build|install)\b|\bmake\b/.test(text));
  return {
    takesEnvironment: !builds && texts.some((text) => /(?<![\w$}])(?:\.\/|[\w/.-]+\.sh\b)/.test(text)),
    gives: (name) =>
      taken.some(([, pattern = '']) => {
        const inWords = pattern.replaceAll('.', '\\.').replace(/\*+/g, '.*').replaceAll('?', '.');
        return pattern === '' || name === '' || new RegExp(`^${inWords}$`).test(name);
      }),
  };
}

const compilers =
  /(?<![\w-])(?:gcc|g\+\+|clang|build-base|build-essential|musl-dev|libc-dev|alpine-sdk)(?![\w-])/;

/** Where stages use cgo or compile C, which takes more than Go to do for another machine. */
function cgoOf(
  reading: DockerfileReading,
  family: readonly DockerStage[],
  copies: readonly DockerSource[],
): GoStage['cgo'] {
  const all = family.flatMap(({ instructions }) => instructions);
  const textOf = ({ start, end }: DockerInstruction): string => reading.text.slice(start, end);
  const settings = all.filter(({ keyword }) => /^(?:RUN|ENV|ARG)$/.test(keyword));
  const said = settings.find((one) => /\bCGO_ENABLED[= ]"?1\b/.test(textOf(one)));
  if (said) return { at: said, isSaid: true };
  const runs = all.filter(({ keyword }) => keyword === 'RUN');
  const library = copies.find(({ instruction: { args } }) =>
    args ? /\.so\b|\/lib(?:64)?\//.test(reading.text.slice(args.start, args.end)) : false,
  );
  const compiling = runs.find((run) =>
    /(?:^|[\s&;])(?:\.\/configure|cmake|gcc|cc|g\+\+)\s/.test(
      textOf(run).replace(/\b(?:apk|apt-get|apt|yum|dnf)\b[^&;]*/g, ''),
    ),
  );
  if (library && compiling === undefined && runs.some((run) => /\bmake\b/.test(textOf(run))))
    return { at: library.instruction, isSaid: false };
  if (compiling) return { at: compiling, isSaid: false };
  const isOff = settings.some((one) => one.keyword !== 'RUN' && /\bCGO_ENABLED[= ]"?0\b/.test(textOf(one)));
  const hasCompiler = runs.some(
    (run) => /\b(?:add|install)\b/.test(textOf(run)) && compilers.test(textOf(run)),
  );
  const building = runs.find(
    (run) => /\bgo\s+(?:build|install)\b/.test(textOf(run)) && !/\bCGO_ENABLED=0\b/.test(textOf(run)),
  );
  return hasCompiler && building && !isOff ? { at: building, isSaid: false } : undefined;
}

/** Lets a stage run on the machine that builds, and compile for the one that is built for. */
export function crossBuild(
  stage: DockerStage,
  scripts: readonly Script[],
  { takesEnvironment, gives }: GoStage,
  file: FileWork,
  work: Work,
): void {
  const { image } = stage;
  if (!image) return;
  if (stage.base === undefined) file.insert(image.start, '--platform=$BUILDPLATFORM ');
  const firstRun = stage.instructions.findIndex(({ keyword }) => keyword === 'RUN');
  if (firstRun < 0) return;
  const declared = stage.instructions
    .slice(0, firstRun)
    .filter(({ keyword }) => keyword === 'ARG')
    .map(({ args }) => (args ? file.text.slice(args.start, args.end) : ''));
  const missing = ['TARGETOS', 'TARGETARCH'].filter(
    (name) => !declared.some((text) => new RegExp(`\\b${name}\\b`).test(text)),
  );
  const lines = missing.map((name) => `\nARG ${name}`);
  if (takesEnvironment) {
    const { start, end } = stage.from;
    lines.push('\nENV GOOS=$TARGETOS GOARCH=$TARGETARCH');
    file.note(
      start,
      end,
      work.t('Look whether the scripts of this stage honor GOOS and GOARCH, and run nothing that they build'),
    );
  }
  file.insert(stage.from.end, lines.join(''));
  for (const { keyword, args } of stage.instructions) {
    if (keyword !== 'ENV' || !args) continue;
    const text = file.text.slice(args.start, args.end);
    const value = /\bGOARCH[= ]("?)(\w+)\1/.exec(text);
    if (value) {
      const end = args.start + value.index + value[0].length;
      file.replace(
        end - (value[2]?.length ?? 0) - (value[1]?.length ?? 0),
        end - (value[1]?.length ?? 0),
        '$TARGETARCH',
      );
    }
  }
  for (const script of scripts) crossCommands(script, gives, work);
}

/** What `go install` calls the program of a package; empty where that cannot be told: `./...`. */
function programOf(pack: string): string {
  const path = pack.replace(/@.*$/s, '').replace(/\/v\d+$/, '');
  return /[.]{3}|[$`]|^\.?$/.test(path) ? '' : path.replace(/^.*\//, '');
}

/** `go install` puts what it compiles for another architecture into a folder of its own. */
const takeFromFolder =
  '{ [ ! -d "$(go env GOPATH)/bin/linux_$TARGETARCH" ] || mv "$(go env GOPATH)/bin/linux_$TARGETARCH"/* "$(go env GOPATH)/bin/"; }';

function crossCommands(script: Script, gives: GoStage['gives'], work: Work): void {
  const { t } = work;
  for (const command of script.commands) {
    const { assignments, words } = command;
    for (const assignment of [...assignments, ...words]) {
      const value = /^GOARCH=("?)\w+\1$/.exec(assignment.text);
      if (value) script.replaceWord(assignment, 'GOARCH=$TARGETARCH');
    }
    const go = words.find(({ text }) => /^(?:\S*\/)?(?:go|make)$/.test(text));
    if (!go || (go !== words[0] && commandName(words) !== 'env')) continue;
    const [subcommand, ...operands] = words.slice(words.indexOf(go) + 1);
    const isMake = go.text.endsWith('make');
    if (!isMake && subcommand?.text !== 'build' && subcommand?.text !== 'install') continue;
    // A tool that the stage installs for itself runs on the machine that builds.
    if (subcommand?.text === 'install' && !isMake && !gives(programOf(operands.at(-1)?.text ?? ''))) continue;
    const set = [...assignments, ...words].map(({ text }) => text.replace(/=.*$/s, ''));
    const missing = [
      ['GOOS', 'TARGETOS'],
      ['GOARCH', 'TARGETARCH'],
    ].filter(([name = '']) => !set.includes(name));
    script.file.insert(
      script.offset(go.start),
      missing.map(([name = '', from = '']) => `${name}=$${from} `).join(''),
    );
    const { start, end } = script.span(command);
    if (isMake) {
      script.file.note(
        start,
        end,
        t('Look whether this make honors GOOS and GOARCH, and runs nothing that it builds'),
      );
    } else if (subcommand?.text === 'install') {
      if (/\bGOBIN\b/.test(script.text)) {
        script.file.problem(
          'command',
          start,
          end,
          t('go install with GOBIN refuses to cross-compile; use go build -o'),
        );
      } else script.file.insert(end, ` && ${takeFromFolder}`);
    }
  }
}
