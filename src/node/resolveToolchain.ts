import { readFile } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import type { ContainerEngine, Toolchain } from '../core/plan/toolchain';
import { compareGoVersions, findGo, findOnPath, goVersion } from './tools';

/**
 * Fills in what only the machine knows: a Go that serves the component's
 * go.mod where the one on the PATH is too old, what its release can leave out
 * of a build, the emulator under either of its names, and what runs
 * containers. What the settings name as a path is left alone. Asks Go for its
 * version, so it is for trusted folders only.
 *
 * @param dir Absolute path of the folder in which the component is built.
 */
export async function resolveToolchain(toolchain: Toolchain, dir: string): Promise<Toolchain> {
  const go = toolchain.go === 'go' ? await goFor(dir) : toolchain.go;
  const command = isAbsolute(go) ? go : findOnPath(go);
  const version = command === undefined ? undefined : await goVersion(command);
  return {
    ...toolchain,
    go,
    goFlags: version === undefined ? toolchain.goFlags : reproducibleFlags(version),
    ...(go === 'go' || !isAbsolute(go) ? {} : { path: pathWith(dirname(go)) }),
    qemu: emulatorName(toolchain.qemu),
    containers: containerEngine() ?? toolchain.containers,
  };
}

/**
 * What keeps the folder and the state of the checkout out of a binary, so that
 * the same sources give the same bytes; the build record says what they were.
 * -trimpath came with Go 1.13, -buildvcs with 1.18.
 */
export function reproducibleFlags(version: string): readonly string[] {
  return [
    ...(compareGoVersions(version, '1.13') >= 0 ? ['-trimpath'] : []),
    ...(compareGoVersions(version, '1.18') >= 0 ? ['-buildvcs=false'] : []),
  ];
}

/** The PATH with one folder first, for programs that call `go` by its name. */
function pathWith(folder: string): string {
  return [folder, process.env['PATH'] ?? ''].filter((part) => part !== '').join(delimiter);
}

/** What runs containers here: Docker, else Podman, else Buildah. */
function containerEngine(): ContainerEngine | undefined {
  const kind = (['docker', 'podman', 'buildah'] as const).find((name) => findOnPath(name) !== undefined);
  if (kind === undefined) return undefined;
  const [uid, gid] = [process.getuid?.(), process.getgid?.()];
  // Root in a container of Podman or Buildah is the user who started it; in one of Docker it is root.
  const foreign = kind === 'docker' && uid !== undefined && gid !== undefined && uid !== 0;
  return { kind, command: kind, ...(foreign ? { user: `${uid}:${gid}` } : {}) };
}

async function goFor(dir: string): Promise<string> {
  const found = await findGo(undefined, process.env, await requiredGo(dir));
  return found === undefined || found.command === findOnPath('go') ? 'go' : found.command;
}

/** The `go` line of a module. */
async function requiredGo(dir: string): Promise<string | undefined> {
  try {
    return /^go\s+(\d\S*)/m.exec(await readFile(join(dir, 'go.mod'), 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** Distributions call the emulator `qemu-mips64el-static` or, since it is always static, `qemu-mips64el`. */
function emulatorName(name: string): string {
  const short = name.replace(/-static$/, '');
  return findOnPath(name) === undefined && findOnPath(short) !== undefined ? short : name;
}
