import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { goCommands, type GoCommand, type Need } from '../support/tools';
import { readAbiTables } from '../../../src/node/abiData';

/** The GOPATH where Debian puts golang-golang-x-sys-dev. */
export const debianGopath = '/usr/share/gocode';

/** Runs the generator of the tables and returns what it prints. */
export function runGenerator(args: readonly string[]): string {
  const script = resolve(__dirname, '../../../scripts/generate.mjs');
  return execFileSync(process.execPath, [script, 'abi', ...args], { encoding: 'utf8', stdio: 'pipe' });
}

/** A text without the patch releases of Go in it: those change no table, and Debian updates them. */
export function withoutPatchRelease(text: string): string {
  return text.replace(/\bgo(\d+\.\d+)\.\d+/g, 'go$1');
}

/** Whether the machine has the sources that the committed tables were read from, up to Go's patch release. */
export function sourcesNeed(): Need {
  const wanted = readAbiTables().source;
  const what = `the sources of ${wanted} (apt-get install golang-1.23-go golang-golang-x-sys-dev)`;
  try {
    const present = runGenerator(['--versions']).trim();
    const regenerate = `but has ${present}: run node scripts/generate.mjs abi and commit what changed`;
    return withoutPatchRelease(present) === withoutPatchRelease(wanted)
      ? { found: true, what }
      : { found: false, what: `${what}, ${regenerate}` };
  } catch {
    return { found: false, what };
  }
}

const tablesRelease = /^go(\d+\.\d+)/.exec(readAbiTables().source)?.[1] ?? '';

/** The Go whose syscall package the tables describe. */
export function tablesGo(): GoCommand | undefined {
  return goCommands().find((go) => go.version === tablesRelease);
}

/** That Go, as something a suite needs: another release has another syscall package. */
export function tablesGoNeed(): Need {
  return {
    found: tablesGo() !== undefined,
    what: `Go ${tablesRelease} (apt-get install golang-${tablesRelease}-go)`,
  };
}
