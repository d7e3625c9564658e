import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Toolchain } from '../core/plan/toolchain';
import { findGo, findOnPath } from './tools';

/**
 * Fills in what only the machine knows: a Go that serves the component's
 * go.mod where the one on the PATH is too old, and the emulator under either
 * of its names. What the settings name as a path is left alone. Asks Go for
 * its version, so it is for trusted folders only.
 *
 * @param dir Absolute path of the component.
 */
export async function resolveToolchain(toolchain: Toolchain, dir: string): Promise<Toolchain> {
  const go = toolchain.go === 'go' ? await goFor(dir) : toolchain.go;
  return { ...toolchain, go, qemu: emulatorName(toolchain.qemu) };
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
