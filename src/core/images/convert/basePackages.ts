import type { DockerStage } from '../dockerfile/readDockerfile';
import { packagesOfDistroless, packagesOfProgram } from './bases';
import { addMissingPackages } from './missingPackages';
import type { Script } from './script';
import type { StagePlan } from './scripts';
import type { FileWork, Work } from './work';

/** A stage whose base has another distribution now. */
export interface ReplacedBase {
  readonly stage: DockerStage;
  readonly plan: StagePlan;
  readonly scripts: readonly Script[];
  /** The image it started from, where the user did not choose what takes its place. */
  readonly replaced: string | undefined;
}

/** What has to be installed because the base had it: its own program, certificates, and BusyBox' programs that are used. */
export function addedPackages(
  { stage, plan, scripts, replaced }: ReplacedBase,
  file: FileWork,
  work: Work,
): readonly string[] {
  const added: string[] = [];
  if (replaced !== undefined && plan.kind === 'distroless') return packagesOfDistroless(replaced);
  const programs =
    replaced !== undefined && plan.kind === 'alpine-program' ? packagesOfProgram(replaced) : undefined;
  if (replaced !== undefined && programs && stage.image) {
    added.push(...programs);
    for (const program of programs) plan.state.installed.add(program);
    const message = work.t(
      '{0} is Debian with its package {1} now; look at its paths, its user and how it is started',
      replaced,
      programs.join(', '),
    );
    file.note(stage.image.start, stage.image.end, message);
  }
  if (plan.family === 'apk' || plan.family === 'rpm') {
    added.push(...addMissingPackages(scripts, plan.state, plan.family === 'apk', work));
  }
  return added;
}

/** A distroless image whose tag says so runs as its user `nonroot`: the instruction for it. */
export function userOf(image: string, { instructions }: DockerStage): string {
  const isNonroot = /distroless\/[^:]*:(?:[\w.]+-)?nonroot\b/.test(image);
  return isNonroot && !instructions.some(({ keyword }) => keyword === 'USER') ? '\nUSER 65532:65532' : '';
}
