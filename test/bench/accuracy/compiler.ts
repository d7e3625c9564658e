import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { childSeconds } from '../measure';
import { findLayouts, modulePathOf, type Layout } from '../../../src/node/judge/layout';
import { linkIntoGopath } from '../../../src/node/judge/linkedGopath';
import {
  compareGoVersions,
  findGo,
  goCandidates,
  goVersion,
  type GoInstallation,
} from '../../../src/node/tools';

/** How a tree is compiled: which Go, where, and as what. */
export interface Toolchain {
  readonly go: GoInstallation;
  readonly layout: Layout;
}

/** One package as the compiler sees it: without tests, with its own, or its external tests. */
export interface Unit {
  /** As `go list` names it: `example.org/p`, `example.org/p [example.org/p.test]`. */
  readonly name: string;
  /** Go files, relative to the root. */
  readonly files: readonly string[];
  /** Whether the compiler looked at it at all; not so where a dependency is broken. */
  readonly reached: boolean;
  /** Why it was not reached: the first line of what Go says. */
  readonly obstacle?: string;
  readonly errors: readonly CompilerError[];
}

export interface CompilerError {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface Compiled {
  readonly units: readonly Unit[];
  /** User and system seconds of this run, and wall seconds; what Go's cache had is not in them. */
  readonly cpu: number;
  readonly wall: number;
}

/** A package of `go list -json`. */
interface Listed {
  readonly ImportPath: string;
  readonly Dir?: string;
  readonly ForTest?: string;
  readonly Export?: string;
  readonly GoFiles?: readonly string[];
  readonly CgoFiles?: readonly string[];
  readonly Error?: { readonly Err: string; readonly Pos: string };
  readonly Deps?: readonly string[];
}

const fields = 'ImportPath,Dir,ForTest,Export,GoFiles,CgoFiles,Error,Deps';
/** The newest Go that still builds GOPATH trees by default. */
const lastGopathGo = '1.19';

/** The Go and the layout that fit a tree; undefined where Go cannot load it. */
export async function toolchainFor(root: string, storageDir: string): Promise<Toolchain | undefined> {
  const found = findLayouts(root);
  const [layout] = found.layouts;
  if (layout?.mode === 'module') {
    const go = await findGo(undefined, process.env, layout.go);
    if (go && compareGoVersions(go.version, layout.go ?? '1.0') >= 0 && (await loads(go, layout))) {
      return { go, layout };
    }
  }
  const fallback =
    layout?.mode === 'gopath' ? layout : linkIntoGopath(found.root, storageDir, modulePathOf(found.root));
  // A module's code may use a newer language than GOPATH trees ever did.
  const go = layout?.mode === 'module' ? await newestGo() : await gopathGo();
  return fallback && go ? { go, layout: fallback } : undefined;
}

async function installations(): Promise<readonly GoInstallation[]> {
  const versions = await Promise.all(
    goCandidates().map(async (command) => ({ command, version: (await goVersion(command)) ?? '' })),
  );
  return versions
    .filter(({ version }) => version !== '')
    .sort((a, b) => compareGoVersions(b.version, a.version));
}

async function newestGo(): Promise<GoInstallation | undefined> {
  return (await installations())[0];
}

async function gopathGo(): Promise<GoInstallation | undefined> {
  const all = await installations();
  const isOld = (go: GoInstallation): boolean =>
    compareGoVersions(go.version.split('.').slice(0, 2).join('.'), lastGopathGo) <= 0;
  return all.find(isOld) ?? all.at(-1);
}

async function loads(go: GoInstallation, layout: Layout): Promise<boolean> {
  const { code, stdout } = await run(go, layout, 'amd64', ['list', '-e', './...']);
  return code === 0 && stdout.trim() !== '';
}

/**
 * Compiles packages for a GOARCH, without linking: `go list -export` with
 * `-gcflags=-e`, so that every error of a package is printed and packages that
 * do not depend on it go on.
 *
 * @param root facts are relative to it
 */
export async function compile(
  { go, layout }: Toolchain,
  root: string,
  goarch: string,
  patterns: readonly string[],
  cgo: boolean,
): Promise<Compiled> {
  const started = performance.now();
  const args = ['list', '-p', '2', '-e', '-export', '-test', '-gcflags=-e', `-json=${fields}`, ...patterns];
  const { stdout, stderr, cpu } = await run(go, layout, goarch, args, cgo);
  const listed = jsonValues(stdout) as readonly Listed[];
  const base = layout.linkedRoot ?? root;
  const inTree = (path: string): string | undefined => relativeTo(base, layout.dir, path);
  const output = [stderr, ...listed.map((one) => one.Error?.Err ?? '')].join('\n');
  const blocks = errorBlocks(output);
  const units = listed
    .filter((one) => one.Dir !== undefined && !one.ImportPath.endsWith('.test'))
    // Another package compiled again for a test has nothing new to say.
    .filter((one) => one.ForTest === undefined || baseOf(one.ImportPath) === one.ForTest)
    .map((one): Unit => unitOf(one, blocks, inTree));
  return { units, cpu, wall: (performance.now() - started) / 1000 };
}

/** `p` for `p [p.test]` and `p_test [p.test]`. */
function baseOf(importPath: string): string {
  return importPath.replace(/ \[.*$/, '').replace(/_test$/, '');
}

function unitOf(
  one: Listed,
  blocks: ReadonlyMap<string, readonly string[]>,
  inTree: (path: string) => string | undefined,
): Unit {
  const block = blocks.get(one.ImportPath) ?? [];
  const dir = one.Dir ?? '';
  const files = [...(one.GoFiles ?? []), ...(one.CgoFiles ?? [])]
    .map((name) => inTree(isAbsolute(name) ? name : join(dir, name)))
    .filter((file) => file !== undefined);
  const errors = block.flatMap((line): readonly CompilerError[] => {
    const match = /^(\S+?\.go):(\d+)(?::(\d+))?: (.*)$/.exec(line);
    const file = match ? inTree(match[1] ?? '') : undefined;
    return match && file !== undefined
      ? [{ file, line: Number(match[2]), column: Number(match[3] ?? 1), message: match[4] ?? '' }]
      : [];
  });
  const reached = (one.Export ?? '') !== '' || errors.length > 0;
  const obstacle =
    block[0] ?? brokenDependency(one, blocks) ?? one.Error?.Err ?? 'a dependency does not compile';
  const [first = ''] = obstacle.split('\n').filter((line) => line !== '');
  return { name: one.ImportPath, files, reached, errors, ...(!reached && { obstacle: first }) };
}

/** The first of a package's dependencies that Go says something about. */
function brokenDependency(one: Listed, blocks: ReadonlyMap<string, readonly string[]>): string | undefined {
  const broken = one.Deps?.find((name) => blocks.has(name));
  return broken === undefined ? undefined : `${broken}: ${blocks.get(broken)?.[0] ?? ''}`;
}

/** Lines of Go's output under each heading `# package`. */
function errorBlocks(output: string): ReadonlyMap<string, readonly string[]> {
  const blocks = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const line of output.split('\n')) {
    const heading = /^# (.*)$/.exec(line)?.[1];
    if (heading !== undefined) {
      current = [];
      blocks.set(heading, current);
    } else if (line.trim() !== '') {
      current?.push(line);
    }
  }
  return blocks;
}

/** A path as the compiler writes it, relative to the root; undefined outside of it and in its vendor folders. */
function relativeTo(root: string, cwd: string, path: string): string | undefined {
  const absolute = resolve(cwd, path);
  const real = existsSync(absolute)
    ? join(realpathSync(dirname(absolute)), absolute.slice(absolute.lastIndexOf('/')))
    : absolute;
  const file = relative(realpathSync(root), real);
  return file.startsWith('..') || /(^|\/)vendor\//.test(file) ? undefined : file;
}

/** The JSON values that stand one after the other in a text. */
function jsonValues(text: string): readonly unknown[] {
  // `go list` indents its objects, so that only their ends stand at the start of a line.
  return text
    .split(/^\}$/m)
    .filter((part) => part.trim() !== '')
    .map((part): unknown => JSON.parse(`${part}}`));
}

const compilers: Readonly<Record<string, string>> = { mips64le: 'mips64el-linux-gnuabi64-gcc' };

interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly cpu: number;
}

function run(
  go: GoInstallation,
  layout: Layout,
  goarch: string,
  args: readonly string[],
  cgo = true,
): Promise<Output> {
  const cc = compilers[goarch];
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    GOPROXY: 'off',
    GOTOOLCHAIN: 'local',
    ...layout.env,
    GOFLAGS: layout.mod === '' ? '' : `-mod=${layout.mod}`,
    GOOS: 'linux',
    GOARCH: goarch,
    CGO_ENABLED: cgo ? '1' : '0',
    ...(cc !== undefined && { CC: cc }),
    // Links into a GOPATH count, and Go takes them from PWD.
    PWD: layout.dir,
  };
  const before = childSeconds();
  return new Promise((done, failed) => {
    const child = spawn('nice', ['-n', '5', go.command, ...args], {
      cwd: layout.dir,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', failed);
    child.on('close', (code) =>
      done({
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
        code,
        cpu: childSeconds() - before,
      }),
    );
  });
}
