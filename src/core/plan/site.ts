import type { BuildRecipe } from '../manifest/build';
import { joinPath } from '../manifest/paths';
import { buildFolder, type Artifact, type PlanInput } from './artifacts';
import { joinAbsolute } from './paths';
import type { CommandStep, Step } from './plan';

/**
 * Where a component's own commands run, as its strategy says: on this machine
 * with cross compilers, in a container of the target, or on a host of the target.
 */
export interface Site {
  /** A file that a build makes, as a command in a folder of the sources names it. */
  readonly artifact: (artifact: Artifact, folder: string) => string;
  readonly tools: { readonly go: string; readonly make: string; readonly cc: string };
  /** Variables that are the site's: its compilers, GOPATH, where Go keeps its cache. */
  readonly env: Readonly<Record<string, string>>;
  /** What goes before the first command there. */
  readonly before: readonly Step[];
  /** A command there, as a step that this machine carries out. */
  readonly command: (command: SiteCommand) => CommandStep;
  /** A program of the target there; `file` is what `artifact` gave. */
  readonly program: (file: string, args: readonly string[]) => readonly string[];
  /** What brings the artifacts here. */
  readonly fetch: readonly Step[];
  /** What takes away what the site left behind. */
  readonly after: readonly Step[];
}

/** A command in a folder of the sources. */
export interface SiteCommand extends Pick<CommandStep, 'kind' | 'id' | 'title' | 'timeoutMs' | 'expect'> {
  /** Relative to the sources. */
  readonly folder: string;
  /** The program and its arguments. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** How the sources lie on this machine: where they are, or where their import path wants them under a GOPATH. */
export interface LocalSources {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly before: readonly Step[];
}

/**
 * The sources of a component here. A tree from before modules is linked into
 * a GOPATH of its own.
 */
export function localSources({ component, root }: PlanInput): LocalSources {
  const real = joinAbsolute(root, component.path);
  const { gopath } = component.build;
  if (gopath === undefined) return { folder: real, env: {}, before: [] };
  const base = joinAbsolute(root, joinPath(buildFolder, 'gopath', component.name));
  const folder = joinAbsolute(base, joinPath('src', gopath));
  return {
    folder,
    env: { GO111MODULE: 'off', GOPATH: goPath(base, component.build) },
    before: [
      {
        kind: 'link',
        id: 'gopath',
        title: `put ${component.name} into a GOPATH as ${gopath}`,
        path: folder,
        to: real,
      },
    ],
  };
}

/** The GOPATH of a component's own first; after it what the recipe names, as a distribution's folder of Go sources. */
export function goPath(own: string, { env }: BuildRecipe): string {
  return [own, ...(env['GOPATH'] === undefined ? [] : [env['GOPATH']])].join(':');
}

/** The recipe's own variables, which win over a site's; GOPATH is united with the component's own. */
export function recipeEnv({ env, gopath }: BuildRecipe): Readonly<Record<string, string>> {
  if (gopath === undefined) return env;
  return Object.fromEntries(Object.entries(env).filter(([name]) => name !== 'GOPATH'));
}

/** This machine, with the cross compiler; programs of the target run under QEMU. */
export function crossSite(input: PlanInput): Site {
  const { component, root, toolchain } = input;
  const sources = localSources(input);
  const cross = component.build.cgo || component.kind !== 'go' ? { CC: toolchain.cc } : {};
  const make =
    component.kind === 'go' || component.kind === 'c'
      ? {}
      : { CROSS_COMPILE: toolchain.cc.replace(/gcc$/, ''), ...pathOf(input) };
  return {
    artifact: ({ path }) => joinAbsolute(root, path),
    tools: toolchain,
    env: { ...sources.env, ...cross, ...make },
    before: [],
    command: (command) => localCommand(command, sources.folder),
    program: (file, args) => [...emulator(input, true), file, ...args],
    fetch: [],
    after: [],
  };
}

/** The PATH on which programs that a recipe starts find the Go that was chosen. */
export function pathOf({ toolchain }: PlanInput): Readonly<Record<string, string>> {
  return toolchain.path === undefined ? {} : { PATH: toolchain.path };
}

/** The emulator's command line up to the program; `-L` says where a dynamic program finds its libraries. */
export function emulator({ toolchain }: PlanInput, dynamic: boolean): readonly string[] {
  return [toolchain.qemu, ...toolchain.qemuArgs, ...(dynamic ? ['-L', toolchain.sysroot] : [])];
}

/**
 * A command of this machine in a folder of the sources. PWD is the path that
 * Go is meant to see in a GOPATH, where the system tells the one behind the link.
 */
export function localCommand({ words, folder, env, ...step }: SiteCommand, sources: string): CommandStep {
  const [command = '', ...args] = words;
  const cwd = joinAbsolute(sources, folder);
  return { ...step, command, args, cwd, env: 'GOPATH' in env ? { ...env, PWD: cwd } : env };
}
