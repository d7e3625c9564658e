import { execFile } from 'node:child_process';
import { accessSync, constants, readdirSync, realpathSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { compareGoVersions } from '../core/go/goVersion';

export { compareGoVersions };

/** A Go installation of the user's. */
export interface GoInstallation {
  /** Absolute path of the `go` program. */
  readonly command: string;
  /** Its version without the `go` in front: `1.24.4`, `1.25rc1`. */
  readonly version: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** How long a tool may take to say its version, in milliseconds. */
const versionTimeoutMs = 5000;

/** The absolute path of a program on the PATH, or undefined. Relative entries of the PATH are passed over. */
export function findOnPath(name: string, env: Environment = process.env): string | undefined {
  return pathFolders(env)
    .map((dir) => join(dir, name))
    .find((path) => isExecutable(path));
}

/** The folders of the PATH that are absolute: a relative one would name programs of a workspace. */
export function pathFolders(env: Environment = process.env): readonly string[] {
  return (env['PATH'] ?? '').split(delimiter).filter((dir) => isAbsolute(dir));
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Every `go` of the machine: PATH first, then the places where installers put it. Each installation is named once. */
export function goCandidates(env: Environment = process.env): readonly string[] {
  const home = env['HOME'] ?? homedir();
  const goroot = env['GOROOT'];
  const places = [
    ...pathFolders(env).map((dir) => join(dir, 'go')),
    ...(goroot !== undefined && isAbsolute(goroot) ? [join(goroot, 'bin/go')] : []),
    '/usr/local/go/bin/go',
    ...childFolders('/usr/lib', /^go(-\d.*)?$/).map((dir) => join(dir, 'bin/go')),
    join(home, 'go/bin/go'),
    ...childFolders(join(home, 'sdk'), /^go\d/).map((dir) => join(dir, 'bin/go')),
  ];
  const seen = new Set<string>();
  return places.filter((path) => {
    if (!isExecutable(path)) return false;
    const real = realpathSync(path);
    if (seen.has(real)) return false;
    seen.add(real);
    return true;
  });
}

/**
 * The version of a `go` program, or undefined where it does not answer. It is
 * asked outside of any module, so that no `toolchain` line of one counts, and
 * kept until the file changes.
 */
export async function goVersion(command: string): Promise<string | undefined> {
  let key: string;
  try {
    const stats = statSync(command);
    key = `${command}\n${stats.size}\n${stats.mtimeMs}`;
  } catch {
    return undefined;
  }
  const known = knownVersions.get(key);
  if (known !== undefined) return known;
  const output = await outputOf(command, ['version'], { GOTOOLCHAIN: 'local', GO111MODULE: 'off' });
  const version = /\bgo(\d+\.\d+\S*)/.exec(output ?? '')?.[1];
  if (version !== undefined) knownVersions.set(key, version);
  return version;
}

const knownVersions = new Map<string, string>();

/**
 * Finds the user's Go. The setting, where there is one, decides alone. Else
 * the Go on the PATH is taken, unless a module requires a newer one: then the
 * lowest installed version that serves it. Undefined where no Go is installed;
 * where none serves, the newest, so that the caller can say what it lacks.
 *
 * @param settingPath absolute path of `go`, or a name on the PATH
 * @param required the `go` line of go.mod: `1.24.0`
 */
export async function findGo(
  settingPath: string | undefined,
  env: Environment = process.env,
  required?: string,
): Promise<GoInstallation | undefined> {
  if (settingPath !== undefined && settingPath !== '') {
    const command = isAbsolute(settingPath) ? settingPath : findOnPath(settingPath, env);
    return command === undefined ? undefined : installation(command);
  }
  const candidates = goCandidates(env);
  const onPath = findOnPath('go', env);
  const first = onPath === undefined ? undefined : await installation(onPath);
  if (first !== undefined && (required === undefined || compareGoVersions(first.version, required) >= 0)) {
    return first;
  }
  const found = (await Promise.all(candidates.map((command) => installation(command))))
    .filter((go) => go !== undefined)
    .sort((a, b) => compareGoVersions(a.version, b.version));
  if (required === undefined) return found.at(-1);
  return found.find((go) => compareGoVersions(go.version, required) >= 0) ?? found.at(-1);
}

async function installation(command: string): Promise<GoInstallation | undefined> {
  const version = await goVersion(command);
  return version === undefined ? undefined : { command, version };
}

/** What a program prints, both streams, or undefined where it fails, does not exist or takes too long. */
export function outputOf(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { cwd: tmpdir(), env: { ...process.env, ...env }, timeout: versionTimeoutMs };
    execFile(command, [...args], options, (error, stdout, stderr) => {
      resolve(error ? undefined : stdout + stderr);
    });
  });
}

function childFolders(parent: string, pattern: RegExp): string[] {
  try {
    return readdirSync(parent)
      .filter((name) => pattern.test(name))
      .sort()
      .map((name) => join(parent, name));
  } catch {
    return [];
  }
}
