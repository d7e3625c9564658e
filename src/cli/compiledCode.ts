import { isAscii } from 'node:buffer';
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { constants, Script } from 'node:vm';

interface Bundle {
  /** What the bundle's `module.exports` is. */
  readonly exports: unknown;
  /** Keeps what V8 has compiled of it by now, for the next run; does nothing where the kept code is this bundle's. Never throws. */
  keep(): void;
}

/**
 * Runs a bundle like `require`, with the code that V8 compiled of it in an
 * earlier run: compiling takes a tenth of a scan's time.
 *
 * @param file absolute path of a CommonJS bundle
 * @param folder Where the code is kept, a file for each bundle and purpose.
 * @param purpose What the bundle is run for: each uses other functions of it. Part of a file's name.
 */
export function requireCompiled(file: string, folder: string, purpose: string): Bundle {
  const kept = join(folder, `${purpose}-${shortName(file)}.bin`);
  const key = keyOf(file);
  const code = readKept(kept, key);
  const script = new Script(
    `(function (exports, require, module, __filename, __dirname) {${textOf(file)}\n})`,
    {
      filename: file,
      ...(code && { cachedData: code }),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    },
  );
  const module = { exports: {} };
  const run = script.runInThisContext() as (...args: readonly unknown[]) => void;
  run(module.exports, createRequire(file), module, file, dirname(file));
  return {
    exports: module.exports,
    keep: () => {
      if (code && script.cachedDataRejected !== true) return;
      if (writeKept(kept, Buffer.concat([key, script.createCachedData()]))) forgetGone(folder);
    },
  };
}

/** A bundle's text. Ours is ASCII, which takes half the time and the memory. */
function textOf(file: string): string {
  const bytes = readFileSync(file);
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}

/**
 * What compiled code belongs to: this bundle as it is on disk and this V8. V8
 * itself refuses code of another version or made with other flags, but of the
 * source it compares the length alone.
 */
function keyOf(file: string): Buffer {
  const { size, mtimeMs } = statSync(file);
  const { arch, versions } = process;
  return Buffer.from(`${[file, size, mtimeMs, arch, versions.node, versions.v8].join('\n')}\0`);
}

/**
 * A name for a path by FNV-1a, since loading `node:crypto` would take longer
 * than all that is done here. Two paths with one name only take turns: the key
 * has the path.
 */
function shortName(path: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(path)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}

/** The code that was kept under a key. Code runs as it is, so nobody but the user may have written it. */
function readKept(path: string, key: Buffer): Buffer | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const { uid, mode } = fstatSync(file);
    if (uid !== (process.getuid?.() ?? uid) || (process.getuid && (mode & 0o022) !== 0)) return undefined;
    const content = readFileSync(file);
    return content.subarray(0, key.length).equals(key) ? content.subarray(key.length) : undefined;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Replaces what was kept, and says whether it did; a folder that cannot be written to costs time, not results. */
function writeKept(path: string, content: Buffer): boolean {
  const temporary = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, content, { mode: 0o600, flag: 'wx' });
  } catch {
    return false;
  }
  try {
    renameSync(temporary, path);
    return true;
  } catch {
    rmSync(temporary, { force: true });
    return false;
  }
}

/** Removes the code of bundles that are no longer there: every release of an extension has a folder of its own. */
function forgetGone(folder: string): void {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.bin'))) {
    const path = join(folder, name);
    try {
      if (!existsSync(bundleOf(path))) rmSync(path, { force: true });
    } catch {
      // What cannot be read or removed takes up room, no more, and does not keep the others.
    }
  }
}

/** The path of the bundle that kept code belongs to: its key begins with it. */
function bundleOf(kept: string): string {
  const beginning = Buffer.alloc(longestPath);
  const file = openSync(kept, 'r');
  try {
    const length = readSync(file, beginning);
    return beginning.toString('utf8', 0, Math.max(beginning.subarray(0, length).indexOf('\n'), 0));
  } finally {
    closeSync(file);
  }
}

/** Linux's PATH_MAX and a line end. */
const longestPath = 4097;
