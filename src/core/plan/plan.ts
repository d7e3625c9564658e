/**
 * What to do, as data. A plan can be printed, compared in a test, run by hand
 * from a terminal, and run by `node/runPlan.ts`, which editor and command line
 * share. Paths are absolute.
 */
export interface Plan {
  /** What the plan is for, in one line: `build runc for mips64le`. */
  readonly title: string;
  readonly steps: readonly Step[];
}

export type Step = CommandStep | VerifyStep | FolderStep | LinkStep;

interface StepBase {
  /** Unique in its plan, without spaces: `build-runc`. */
  readonly id: string;
  readonly title: string;
  /** Takes away what an earlier step left behind: runs also after a step that failed, and after a cancel. */
  readonly always?: true;
}

/** Runs a program. Nothing of it passes through a shell of this machine. */
export interface CommandStep extends StepBase {
  /** `prepare` is what goes before and after a build: generators, sources sent to a host, artifacts fetched from it. */
  readonly kind: 'prepare' | 'build' | 'test' | 'smoke';
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Added to the environment of whoever runs the plan. */
  readonly env: Readonly<Record<string, string>>;
  /** After so many milliseconds the whole process group is ended. */
  readonly timeoutMs?: number;
  /** What the outcome must be; exit status 0 where absent. */
  readonly expect?: Expectation;
}

export interface Expectation {
  readonly exitCode: number;
  /** Text that standard output or standard error must contain. */
  readonly output?: string;
}

/** Reads the ELF header of a file and compares it with the target's; runs nothing. */
export interface VerifyStep extends StepBase {
  readonly kind: 'verify';
  readonly file: string;
  /** GOARCH that the header must be of. */
  readonly target: string;
}

/** Makes a folder and its parents. */
export interface FolderStep extends StepBase {
  readonly kind: 'folder';
  readonly path: string;
}

/** Makes a symbolic link and the folders above it, or points the one that is there elsewhere. */
export interface LinkStep extends StepBase {
  readonly kind: 'link';
  readonly path: string;
  /** Absolute path that it leads to. */
  readonly to: string;
}
