import { commandName } from './script';
import type { Script } from './script';
import { imageName } from './bases';
import type {
  DockerfileReading,
  DockerInstruction,
  DockerSource,
  DockerStage,
} from '../dockerfile/readDockerfile';
import type { FileWork, Work } from './work';

/** How a stage builds Go code, where it can do so on the machine that builds. */
export interface GoStage {
  /** Whether a command of Go's or make is seen; scripts that are copied in are not read for this. */
  readonly builds: boolean;
  /** Whether another stage takes what `go install` leaves. */
  readonly givesInstalled: boolean;
  /** Where it says that it needs C. */
  readonly cgo: DockerInstruction | undefined;
}

/** Whether a stage is one that compiles Go for others to copy from. */
export function goStage(reading: DockerfileReading, stage: DockerStage): GoStage | undefined {
  const image = stage.image?.value ?? stage.image?.text ?? '';
  const isGo = imageName(image).name.replace(/^.*\//, '') === 'golang';
  if (stage.platform || stage.base !== undefined || !isGo || isOfResult(reading, stage.index))
    return undefined;
  const family = new Set(descendants(reading, stage.index));
  const copies = reading.sources.filter(({ stage: from }) => from !== undefined && family.has(from));
  // Without a RUN it gives away Go itself, which is the target's.
  const runs = [...family].some((index) =>
    reading.stages[index]?.instructions.some(({ keyword }) => keyword === 'RUN'),
  );
  if (copies.length === 0 || !runs) return undefined;
  return stageOf(reading, stage, copies);
}

/** A stage that starts from one that runs on the machine that builds. */
export function derivedGoStage(reading: DockerfileReading, stage: DockerStage): GoStage {
  const copies = reading.sources.filter(({ stage: from }) => from === stage.index);
  return stageOf(reading, stage, copies);
}

function stageOf(reading: DockerfileReading, stage: DockerStage, copies: readonly DockerSource[]): GoStage {
  const givesInstalled = copies.some(({ instruction: { args } }) =>
    args ? /\bgo\/bin\b/.test(reading.text.slice(args.start, args.end)) : false,
  );
  const runs = stage.instructions.filter(({ keyword, onBuild }) => keyword === 'RUN' && !onBuild);
  const texts = runs.map((run) => reading.script(run)?.text ?? '');
  const cgo = stage.instructions.find(
    ({ keyword, start, end }) =>
      /^(?:RUN|ENV|ARG)$/.test(keyword) && /\bCGO_ENABLED[= ]"?1\b/.test(reading.text.slice(start, end)),
  );
  return {
    builds: runs.length === 0 || texts.some((text) => /\bgo\s+(?:build|install)\b|\bmake\b/.test(text)),
    givesInstalled,
    cgo,
  };
}

/** A stage and those that start from it, by number. */
function descendants(reading: Pick<DockerfileReading, 'stages'>, of: number): readonly number[] {
  const own = reading.stages.filter(({ base }) => base === of);
  return [of, ...own.flatMap(({ index }) => descendants(reading, index))];
}

/** Whether what the Dockerfile makes starts from a stage. */
function isOfResult({ stages }: DockerfileReading, of: number): boolean {
  for (let at = stages.at(-1); at; at = at.base === undefined ? undefined : stages[at.base]) {
    if (at.index === of) return true;
  }
  return false;
}

/** Lets a stage run on the machine that builds, and compile for the one that is built for. */
export function crossBuild(
  stage: DockerStage,
  scripts: readonly Script[],
  { builds, givesInstalled }: GoStage,
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
  if (!builds) {
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
  for (const script of scripts) crossCommands(script, givesInstalled, work);
}

/** `go install` puts what it compiles for another architecture into a folder of its own. */
const takeFromFolder =
  '{ [ ! -d "$(go env GOPATH)/bin/linux_$TARGETARCH" ] || mv "$(go env GOPATH)/bin/linux_$TARGETARCH"/* "$(go env GOPATH)/bin/"; }';

function crossCommands(script: Script, givesInstalled: boolean, work: Work): void {
  const { t } = work;
  for (const command of script.commands) {
    const { assignments, words } = command;
    for (const assignment of [...assignments, ...words]) {
      const value = /^GOARCH=("?)\w+\1$/.exec(assignment.text);
      if (value) script.replaceWord(assignment, 'GOARCH=$TARGETARCH');
    }
    const go = words.find(({ text }) => /^(?:\S*\/)?(?:go|make)$/.test(text));
    if (!go || (go !== words[0] && commandName(words) !== 'env')) continue;
    const [subcommand] = words.slice(words.indexOf(go) + 1);
    const isMake = go.text.endsWith('make');
    if (!isMake && subcommand?.text !== 'build' && subcommand?.text !== 'install') continue;
    // A tool that the stage installs for itself runs on the machine that builds.
    if (subcommand?.text === 'install' && !isMake && !givesInstalled) continue;
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
