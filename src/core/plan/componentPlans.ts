import { goArtifacts } from '../manifest/artifactNames';
import type { Component, SmokeRecipe } from '../manifest/manifest';
import { joinPath } from '../manifest/paths';
import type { Target } from '../target/targets';
import type { CommandStep, Plan, Step } from './plan';
import type { Toolchain } from './toolchain';

export type ComponentAction = 'build' | 'test' | 'run';

/** What a plan is made from. `root` is the absolute path of the manifest's folder, without a slash at its end. */
export interface PlanInput {
  readonly root: string;
  readonly component: Component;
  readonly target: Target;
  readonly toolchain: Toolchain;
}

/** A file that a component's build makes. */
export interface Artifact {
  readonly name: string;
  /** Relative to the manifest's folder. */
  readonly path: string;
  /** The Go package it is built from. */
  readonly package?: string;
  /** Whether it is the program of the package's tests. */
  readonly test?: boolean;
}

/** Where builds, their records and nothing else go; the folder ignores itself in git. */
export const buildFolder = '.mips-port';

/** The folder of a component's artifacts and of its build record, relative to the manifest's folder. */
export function outputFolder(component: Component, target: Target): string {
  return joinPath(buildFolder, 'build', target.goarch, component.name);
}

/** The files that building a component makes; none for a library. */
export function artifactsOf(component: Component, target: Target): readonly Artifact[] {
  const { build, kind, name, path } = component;
  const place = (file: string): string =>
    build.output === undefined
      ? joinPath(outputFolder(component, target), file)
      : joinPath(path, build.output);
  if (kind !== 'go') return [{ name, path: place(name) }];
  return goArtifacts(name, build).map((artifact) => ({ ...artifact, path: place(artifact.name) }));
}

/** Cross-compiles a component, verifies what comes out, and runs its smoke command where it has one. */
export function buildPlan(input: PlanInput): Plan {
  const plan = compilePlan(input);
  return { ...plan, steps: [...plan.steps, ...smokeSteps(input, input.component.smoke)] };
}

function compilePlan(input: PlanInput): Plan {
  const { component, target, root } = input;
  const artifacts = artifactsOf(component, target);
  const folders = [...new Set(artifacts.map((artifact) => parent(joinAbsolute(root, artifact.path))))];
  const makeFolders = component.kind === 'make' || component.kind === 'command' ? [] : folders;
  return {
    title: `build ${component.name} for ${target.goarch}`,
    steps: [
      ...makeFolders.map((path, index): Step => ({
        kind: 'folder',
        id: `folder-${index + 1}`,
        title: `make the folder ${path}`,
        path,
      })),
      ...compileSteps(input, artifacts),
      ...artifacts.map((artifact): Step => ({
        kind: 'verify',
        id: `verify-${artifact.name}`,
        title: `verify the ELF header of ${artifact.name}`,
        file: joinAbsolute(root, artifact.path),
        target: target.goarch,
      })),
    ],
  };
}

function compileSteps(input: PlanInput, artifacts: readonly Artifact[]): CommandStep[] {
  const { component, target, toolchain, root } = input;
  const { build } = component;
  const cwd = joinAbsolute(root, joinPath(component.path, build.folder));
  const env = targetEnv(input);
  const step = (name: string, command: string, args: readonly string[]): CommandStep => ({
    kind: 'build',
    id: `build-${name}`,
    title: `build ${name} for ${target.goarch}`,
    command,
    args,
    cwd,
    env,
  });
  if (component.kind === 'make') {
    return [step(component.name, toolchain.make, build.args)];
  }
  if (component.kind === 'command') {
    const [command = '', ...args] = build.command ?? [];
    return [step(component.name, command, [...args, ...build.args])];
  }
  if (component.kind === 'c') {
    return artifacts.map((artifact) =>
      step(artifact.name, toolchain.cc, [
        ...build.args,
        '-o',
        joinAbsolute(root, artifact.path),
        ...(build.sources ?? []),
      ]),
    );
  }
  const flags = goFlags(component);
  if (artifacts.length === 0) {
    return [step(component.name, toolchain.go, ['build', ...flags, './...'])];
  }
  return artifacts.map((artifact) =>
    step(artifact.name, toolchain.go, [
      ...(artifact.test === true ? ['test', '-c'] : ['build']),
      ...flags,
      '-o',
      joinAbsolute(root, artifact.path),
      artifact.package ?? '.',
    ]),
  );
}

/** Runs the component's Go tests on the host's kernel with QEMU between; no steps where the recipe says that there are none. */
export function testPlan(input: PlanInput): Plan {
  const { component, target, toolchain, root } = input;
  const cwd = joinAbsolute(root, joinPath(component.path, component.build.folder));
  const title = `test ${component.name} for ${target.goarch}`;
  const { test } = component;
  if (test === false) return { title, steps: [] };
  if (component.kind !== 'go') {
    const step = {
      ...runStep(input, 'test', component.smoke[0]),
      id: `test-${component.name}`,
      title,
    };
    return { title, steps: [step] };
  }
  return {
    title,
    steps: [
      {
        kind: 'test',
        id: `test-${component.name}`,
        title,
        command: toolchain.go,
        // go test splits the value of -exec at spaces, so that only arguments without spaces can be given to QEMU here.
        args: [
          'test',
          ...goFlags(component),
          '-exec',
          emulator(input, component.build.cgo).join(' '),
          ...test.args,
          ...test.packages,
        ],
        cwd,
        env: { ...targetEnv(input), ...runtimeEnv(toolchain) },
        timeoutMs: test.timeout * 1000,
      },
    ],
  };
}

/** Builds a component, then runs it under QEMU: its smoke command, or without one the artifact without arguments. */
export function smokePlan(input: PlanInput): Plan {
  const build = compilePlan(input);
  const title = `run ${input.component.name} for ${input.target.goarch}`;
  const { smoke } = input.component;
  return {
    title,
    steps: [...build.steps, ...smokeSteps(input, smoke.length > 0 ? smoke : [undefined])],
  };
}

/** The plan of an action. */
export function planOf(action: ComponentAction, input: PlanInput): Plan {
  switch (action) {
    case 'build':
      return buildPlan(input);
    case 'test':
      return testPlan(input);
    case 'run':
      return smokePlan(input);
  }
}

/** A step for each smoke run; none for a library, which makes nothing to run. */
function smokeSteps(input: PlanInput, smokes: readonly (SmokeRecipe | undefined)[]): CommandStep[] {
  if (artifactsOf(input.component, input.target).length === 0) return [];
  return smokes.map((smoke, index) => {
    const step = runStep(input, 'smoke', smoke);
    return index === 0 ? step : { ...step, id: `${step.id}-${index + 1}` };
  });
}

function runStep(input: PlanInput, kind: 'smoke' | 'test', smoke: SmokeRecipe | undefined): CommandStep {
  const { component, root, target, toolchain } = input;
  const artifacts = artifactsOf(component, target);
  const artifact = artifacts.find(({ name }) => name === smoke?.artifact) ?? artifacts[0];
  const file = joinAbsolute(root, artifact?.path ?? component.name);
  const [command = toolchain.qemu, ...args] = [...emulator(input, true), file, ...(smoke?.args ?? [])];
  return {
    kind,
    id: `${kind}-${component.name}`,
    title: `run ${artifact?.name ?? component.name} under QEMU`,
    command,
    args,
    cwd: joinAbsolute(root, component.path),
    env: {
      ...runtimeEnv(toolchain),
      ...(smoke?.cpu === undefined ? {} : { QEMU_CPU: smoke.cpu }),
      ...smoke?.env,
    },
    timeoutMs: (smoke?.timeout ?? 60) * 1000,
    expect: {
      exitCode: smoke?.exitCode ?? 0,
      ...(smoke?.expect === undefined ? {} : { output: smoke.expect }),
    },
  };
}

/** The emulator's command line up to the program; `-L` says where a dynamic program finds its libraries. */
function emulator({ toolchain }: PlanInput, dynamic: boolean): string[] {
  return [toolchain.qemu, ...toolchain.qemuArgs, ...(dynamic ? ['-L', toolchain.sysroot] : [])];
}

function runtimeEnv(toolchain: Toolchain): Record<string, string> {
  return toolchain.asyncPreemptOff ? { GODEBUG: 'asyncpreemptoff=1' } : {};
}

function goFlags({ build }: Component): string[] {
  return [
    '-trimpath',
    ...(build.tags.length > 0 ? ['-tags', build.tags.join(',')] : []),
    ...(build.ldflags === undefined ? [] : ['-ldflags', build.ldflags]),
    ...build.args,
  ];
}

/** The environment of compilers; the recipe's own variables win over all but GOOS and GOARCH. */
function targetEnv({ component, target, toolchain }: PlanInput): Record<string, string> {
  const { build, kind } = component;
  const cross = build.cgo || kind !== 'go' ? { CC: toolchain.cc } : {};
  const make =
    kind === 'make' || kind === 'command' ? { CROSS_COMPILE: toolchain.cc.replace(/gcc$/, '') } : {};
  const go =
    kind === 'c'
      ? {}
      : {
          CGO_ENABLED: build.cgo ? '1' : '0',
          GOTOOLCHAIN: 'local',
          ...(toolchain.network ? {} : { GOPROXY: 'off' }),
        };
  const own = kind === 'c' ? {} : { GOOS: 'linux', GOARCH: target.goarch };
  return { ...own, ...go, ...cross, ...make, ...build.env };
}

/** Joins an absolute path and a relative one. */
function joinAbsolute(root: string, path: string): string {
  const relative = joinPath(path);
  if (relative === '.') return root;
  return root.endsWith('/') ? `${root}${relative}` : `${root}/${relative}`;
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
