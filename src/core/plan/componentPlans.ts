import type { Component, SmokeRecipe } from '../manifest/manifest';
import { artifactsOf, type Artifact, type PlanInput } from './artifacts';
import { containerSite } from './containerSite';
import { hostSite } from './hostSite';
import { joinAbsolute, parentOf } from './paths';
import type { CommandStep, Plan, Step } from './plan';
import { crossSite, emulator, localCommand, localSources, pathOf, recipeEnv, type Site } from './site';
import type { Toolchain } from './toolchain';

export { artifactsOf, buildFolder, outputFolder, type Artifact, type PlanInput } from './artifacts';

export type ComponentAction = 'build' | 'test' | 'run';

/** Builds a component as its strategy says, verifies what comes out, and runs its smoke commands where it has some. */
export function buildPlan(input: PlanInput): Plan {
  return compilePlan(input, input.component.smoke);
}

/** Builds a component, then runs it: its smoke commands, or without one the artifact without arguments. */
export function smokePlan(input: PlanInput): Plan {
  const { smoke } = input.component;
  const plan = compilePlan(input, smoke.length > 0 ? smoke : [undefined]);
  return { ...plan, title: `run ${input.component.name} for ${input.target.goarch}` };
}

function compilePlan(input: PlanInput, smokes: readonly (SmokeRecipe | undefined)[]): Plan {
  const { component, target, root } = input;
  const site = siteOf(input);
  const artifacts = artifactsOf(component, target);
  const folders = [...new Set(artifacts.map((artifact) => parentOf(joinAbsolute(root, artifact.path))))];
  const ownFolders = component.kind === 'make' || component.kind === 'command' ? [] : folders;
  return {
    title: `build ${component.name} for ${target.goarch}`,
    steps: [
      ...prepareSteps(input),
      ...site.before,
      ...ownFolders.map((path, index): Step => ({
        kind: 'folder',
        id: `folder-${index + 1}`,
        title: `make the folder ${path}`,
        path,
      })),
      ...versionSteps(input, site),
      ...compileSteps(input, site, artifacts),
      ...site.fetch,
      ...artifacts.map((artifact): Step => ({
        kind: 'verify',
        id: `verify-${artifact.name}`,
        title: `verify the ELF header of ${artifact.name}`,
        file: joinAbsolute(root, artifact.path),
        target: target.goarch,
      })),
      ...(artifacts.length === 0 ? [] : smokeSteps(input, site, smokes)),
      ...site.after,
    ],
  };
}

/** Runs the component's tests where its strategy builds it; no steps where the recipe says that there are none. */
export function testPlan(input: PlanInput): Plan {
  const { component, target, toolchain } = input;
  const title = `test ${component.name} for ${target.goarch}`;
  const { test } = component;
  if (test === false) return { title, steps: [] };
  const site = siteOf(input);
  const id = `test-${component.name}`;
  if (component.kind !== 'go') {
    // The program is on the host or in the folder already; a test of it builds nothing.
    const container = component.build.strategy === 'emulated' ? site : { before: [], after: [] };
    const step = { ...runStep(input, site, 'test', component.smoke[0]), id, title };
    return { title, steps: [...container.before, step, ...container.after] };
  }
  // go test splits the value of -exec at spaces, so that only arguments without spaces can be given to QEMU here.
  const exec =
    component.build.strategy === 'cross' ? ['-exec', emulator(input, component.build.cgo).join(' ')] : [];
  const step = site.command({
    kind: 'test',
    id,
    title,
    folder: component.build.folder,
    words: [site.tools.go, 'test', ...goFlags(component, toolchain), ...exec, ...test.args, ...test.packages],
    env: { ...targetEnv(input, site), ...runtimeEnv(input, undefined) },
    timeoutMs: test.timeout * 1000,
  });
  return { title, steps: [...prepareSteps(input), ...site.before, step, ...site.after] };
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

/** Where a component is built, tested and run. */
function siteOf(input: PlanInput): Site {
  switch (input.component.build.strategy) {
    case 'emulated':
      return containerSite(input);
    case 'native':
      return hostSite(input);
    default:
      return crossSite(input);
  }
}

/**
 * The commands that bring the sources into the state that a build wants, on
 * this machine for every strategy: what they write goes along with the
 * sources. They make programs that run here, so they do not see the target.
 */
function prepareSteps(input: PlanInput): Step[] {
  const { component, toolchain } = input;
  const { build, name } = component;
  if (build.prepare.length === 0 && build.strategy !== 'cross') return [];
  const sources = localSources(input);
  const env = { ...goEnv(toolchain), ...sources.env, ...pathOf(input), ...recipeEnv(build) };
  const commands = build.prepare.map((words, index) =>
    localCommand(
      {
        kind: 'prepare',
        id: `prepare-${index + 1}`,
        title: `prepare the sources of ${name}: ${words.join(' ')}`,
        folder: build.folder,
        words,
        env,
      },
      sources.folder,
    ),
  );
  return [...sources.before, ...commands];
}

/** What another machine or an image builds with is known only there; here `node` asks the tools itself. */
function versionSteps({ component }: PlanInput, site: Site): Step[] {
  if (component.build.strategy === 'cross') return [];
  const words = component.kind === 'go' ? [site.tools.go, 'version'] : [site.tools.cc, '--version'];
  const title = `say the version of ${words[0] ?? ''}`;
  return [site.command({ kind: 'prepare', id: versionStepId, title, folder: '.', words, env: {} })];
}

/** The step whose output says what compiles elsewhere. */
export const versionStepId = 'version';

function compileSteps(input: PlanInput, site: Site, artifacts: readonly Artifact[]): CommandStep[] {
  const { component, target, toolchain } = input;
  const { build } = component;
  const env = targetEnv(input, site);
  const step = (name: string, ...words: readonly string[]): CommandStep =>
    site.command({
      kind: 'build',
      id: `build-${name}`,
      title: `build ${name} for ${target.goarch}`,
      folder: build.folder,
      words,
      env,
    });
  if (component.kind === 'make') return [step(component.name, site.tools.make, ...build.args)];
  if (component.kind === 'command') return [step(component.name, ...(build.command ?? []), ...build.args)];
  if (component.kind === 'c') {
    return artifacts.map((artifact) =>
      step(
        artifact.name,
        site.tools.cc,
        ...build.args,
        '-o',
        site.artifact(artifact, build.folder),
        ...(build.sources ?? []),
      ),
    );
  }
  const flags = goFlags(component, toolchain);
  if (artifacts.length === 0) return [step(component.name, site.tools.go, 'build', ...flags, './...')];
  return artifacts.map((artifact) =>
    step(
      artifact.name,
      site.tools.go,
      ...(artifact.test === true ? ['test', '-c'] : ['build']),
      ...flags,
      '-o',
      site.artifact(artifact, build.folder),
      artifact.package ?? '.',
    ),
  );
}

/** A step for each smoke run. */
function smokeSteps(
  input: PlanInput,
  site: Site,
  smokes: readonly (SmokeRecipe | undefined)[],
): CommandStep[] {
  return smokes.map((smoke, index) => {
    const step = runStep(input, site, 'smoke', smoke);
    return index === 0 ? step : { ...step, id: `${step.id}-${index + 1}` };
  });
}

function runStep(
  input: PlanInput,
  site: Site,
  kind: 'smoke' | 'test',
  smoke: SmokeRecipe | undefined,
): CommandStep {
  const { component, target } = input;
  const artifacts = artifactsOf(component, target);
  const artifact = artifacts.find(({ name }) => name === smoke?.artifact) ?? artifacts[0];
  const file = artifact === undefined ? component.name : site.artifact(artifact, '.');
  return site.command({
    kind,
    id: `${kind}-${component.name}`,
    title: `run ${artifact?.name ?? component.name} ${runners[component.build.strategy] ?? 'under QEMU'}`,
    folder: '.',
    words: site.program(file, smoke?.args ?? []),
    env: { ...runtimeEnv(input, smoke), ...smoke?.env },
    timeoutMs: (smoke?.timeout ?? 60) * 1000,
    expect: {
      exitCode: smoke?.exitCode ?? 0,
      ...(smoke?.expect === undefined ? {} : { output: smoke.expect }),
    },
  });
}

const runners: Readonly<Record<string, string>> = {
  emulated: 'in a container under QEMU',
  native: 'on the host',
};

/** What programs of the target find in their environment; a host of the target has no emulator to tell things. */
function runtimeEnv(
  { component, toolchain }: PlanInput,
  smoke: SmokeRecipe | undefined,
): Record<string, string> {
  if (component.build.strategy === 'native') return {};
  const cpu = smoke?.cpu;
  return {
    ...(toolchain.asyncPreemptOff ? { GODEBUG: 'asyncpreemptoff=1' } : {}),
    ...(cpu === undefined ? {} : { QEMU_CPU: cpu }),
  };
}

function goFlags({ build }: Component, toolchain: Toolchain): string[] {
  return [
    // Elsewhere the release is not known.
    ...(build.strategy === 'cross' ? toolchain.goFlags : ['-trimpath']),
    ...(build.tags.length > 0 ? ['-tags', build.tags.join(',')] : []),
    ...(build.ldflags === undefined ? [] : ['-ldflags', build.ldflags]),
    ...build.args,
  ];
}

function goEnv(toolchain: Toolchain): Record<string, string> {
  return { GOTOOLCHAIN: 'local', ...(toolchain.network ? {} : { GOPROXY: 'off' }) };
}

/** The environment of compilers; the recipe's own variables win over all but GOOS and GOARCH. */
function targetEnv({ component, target, toolchain }: PlanInput, site: Site): Record<string, string> {
  const { build, kind } = component;
  if (kind === 'c') return { ...site.env, ...recipeEnv(build) };
  return {
    GOOS: 'linux',
    GOARCH: target.goarch,
    CGO_ENABLED: build.cgo ? '1' : '0',
    ...goEnv(toolchain),
    ...site.env,
    ...recipeEnv(build),
  };
}
