import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Translate } from '../../core/l10n';
import { runProcess } from '../runProcess';
import { compareGoVersions, type GoInstallation } from '../tools';

export type BuiltGocheck =
  | { readonly kind: 'built'; readonly program: string }
  | { readonly kind: 'go-too-old' | 'build-failed'; readonly message: string };

/** The oldest Go whose go/types and `go list` the program can use. */
export const oldestGo = '1.19';
/** A cold build of the program and the standard library's packages takes seconds; a slow machine may take minutes. */
const buildTimeoutMs = 300_000;

/**
 * The judge program for a Go installation, built with it if it is not there yet.
 * The name has the Go version and a hash of the sources; several builders at
 * once do no harm, since each renames a file of its own into place.
 *
 * @param sourceDir the folder of the program's go.mod
 * @param storageDir made where it does not exist
 * @param onBuild called where it has to be built, which takes a while; a cancelled build counts as failed
 */
export async function buildGocheck(
  go: GoInstallation,
  sourceDir: string,
  storageDir: string,
  t: Translate,
  signal?: AbortSignal,
  onBuild?: () => void,
): Promise<BuiltGocheck> {
  if (compareGoVersions(go.version, oldestGo) < 0) {
    return {
      kind: 'go-too-old',
      message: t('{0} is Go {1}; the type check needs Go {2} or newer', go.command, go.version, oldestGo),
    };
  }
  const program = join(storageDir, `gocheck-go${go.version}-${sourceHash(sourceDir)}`);
  if (existsSync(program)) return { kind: 'built', program };
  onBuild?.();
  const made = `${program}.${randomBytes(6).toString('hex')}`;
  let output = '';
  try {
    mkdirSync(storageDir, { recursive: true });
    const end = await runProcess({
      command: go.command,
      args: ['build', '-trimpath', '-o', made, '.'],
      cwd: sourceDir,
      env: buildEnvironment(),
      timeoutMs: buildTimeoutMs,
      ...(signal && { signal }),
      onOutput: (text) => (output += text),
    });
    if (end.kind === 'exited' && end.exitCode === 0) {
      renameSync(made, program);
      return { kind: 'built', program };
    }
    const reason = output.trim().split('\n').slice(0, 2).join(' ') || end.kind;
    return { kind: 'build-failed', message: t('{0} could not build the checker: {1}', go.command, reason) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'build-failed', message: t('{0} could not build the checker: {1}', go.command, reason) };
  } finally {
    rmSync(made, { force: true });
  }
}

/** For this machine, with nothing from the network, and without what the user set for other builds. */
function buildEnvironment(): Readonly<Record<string, string>> {
  const goarch: Readonly<Record<string, string>> = {
    x64: 'amd64',
    ia32: '386',
    mips64el: 'mips64le',
    mipsel: 'mipsle',
    ppc64: 'ppc64le',
  };
  return {
    GOTOOLCHAIN: 'local',
    GOFLAGS: '-mod=readonly',
    GOPROXY: 'off',
    GOWORK: 'off',
    GO111MODULE: 'on',
    CGO_ENABLED: '0',
    GOEXPERIMENT: '',
    GOOS: process.platform === 'win32' ? 'windows' : process.platform,
    GOARCH: goarch[process.arch] ?? process.arch,
  };
}

function sourceHash(dir: string): string {
  const hash = createHash('sha256');
  const names = readdirSync(dir).filter((name) => /^go\.mod$|\.go$/.test(name) && !name.endsWith('_test.go'));
  for (const name of names.sort()) hash.update(`${name}\0`).update(readFileSync(join(dir, name)));
  return hash.digest('hex').slice(0, 16);
}
