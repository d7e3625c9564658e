import { execFileSync } from 'node:child_process';
import {
  accessSync,
  appendFileSync,
  constants,
  existsSync,
  readdirSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';

/** A Go installation of this machine. */
export interface GoCommand {
  /** Language version, major and minor: `1.19`. */
  readonly version: string;
  /** Absolute path of the `go` program. */
  readonly command: string;
  /** Its GOROOT. */
  readonly root: string;
}

/** Something a suite cannot do without and that is not simply a program on the PATH. */
export interface Need {
  readonly found: boolean;
  /** What it is and what installs it, for the line that says why a suite was skipped. */
  readonly what: string;
}

/** Debian packages of the programs whose package is not called like them. */
const packages: Readonly<Record<string, string>> = {
  go: 'golang-go',
  'qemu-mips64el-static': 'qemu-user-static',
  'mips64el-linux-gnuabi64-gcc': 'gcc-mips64el-linux-gnuabi64',
  ssh: 'openssh-client',
  ctr: 'containerd',
};

let knownGo: readonly GoCommand[] | undefined;

/** Every Go of this machine, oldest first: from the PATH, Debian's folders, `/usr/local/go` and `~/sdk`. */
export function goCommands(): readonly GoCommand[] {
  knownGo ??= findGo();
  return knownGo;
}

/** The absolute path of a program on the PATH, or undefined. */
export function findTool(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((dir) => dir !== '')
    .map((dir) => join(dir, name))
    .find((path) => isExecutable(path));
}

/**
 * A `describe` whose tests need programs (`go`, `go-1.23` for that release or
 * a newer one, `qemu-mips64el-static` …) or other things of the machine. Where
 * one is missing the suite is skipped and the reason goes, as a line, to the
 * file named by MIPS_PORT_SKIPS; with CI=true it fails instead.
 */
export function describeWith(needs: readonly (string | Need)[], name: string, body: () => void): void {
  const missing = needs.map((need) => describeMissing(need)).filter((what) => what !== undefined);
  if (missing.length === 0) {
    describe(name, body);
    return;
  }
  const reason = `${name}: needs ${missing.join(', ')}`;
  if (isCi()) {
    describe(name, () => {
      it('has what it needs', () => {
        throw new Error(reason);
      });
    });
    return;
  }
  const log = process.env['MIPS_PORT_SKIPS'];
  if (log !== undefined && log !== '') appendFileSync(log, `${reason}\n`);
  describe.skip(reason, body);
}

function describeMissing(need: string | Need): string | undefined {
  if (typeof need !== 'string') return need.found ? undefined : need.what;
  const release = /^go-(\d+\.\d+)$/.exec(need)?.[1];
  if (release !== undefined) {
    const found = goCommands().some((go) => compareVersions(go.version, release) >= 0);
    return found ? undefined : `Go ${release} or newer (apt-get install golang-${release}-go)`;
  }
  const found = need === 'go' ? goCommands().length > 0 : findTool(need) !== undefined;
  return found ? undefined : `${need} (apt-get install ${packages[need] ?? need})`;
}

function isCi(): boolean {
  const value = process.env['CI'] ?? '';
  return value !== '' && value !== 'false' && value !== '0';
}

function findGo(): GoCommand[] {
  const onPath = findTool('go');
  const candidates = [
    ...(onPath === undefined ? [] : [onPath]),
    '/usr/local/go/bin/go',
    ...childFolders('/usr/lib', /^go-\d/).map((dir) => join(dir, 'bin/go')),
    ...childFolders(join(homedir(), 'sdk'), /^go\d/).map((dir) => join(dir, 'bin/go')),
  ];
  const found = new Map<string, GoCommand>();
  for (const candidate of candidates.filter((path) => isExecutable(path))) {
    const go = askGo(realpathSync(candidate));
    if (go !== undefined && !found.has(go.root)) found.set(go.root, go);
  }
  return [...found.values()].sort((a, b) => compareVersions(a.version, b.version));
}

function askGo(command: string): GoCommand | undefined {
  try {
    const env = { ...process.env, GOTOOLCHAIN: 'local', GO111MODULE: 'off', GOROOT: undefined };
    const output = execFileSync(command, ['env', 'GOVERSION', 'GOROOT'], { encoding: 'utf8', env });
    const [goVersion = '', root = ''] = output.split('\n');
    const version = /^go(\d+\.\d+)/.exec(goVersion)?.[1];
    return version === undefined ? undefined : { version, command, root };
  } catch {
    return undefined;
  }
}

function childFolders(parent: string, pattern: RegExp): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .filter((name) => pattern.test(name))
    .map((name) => join(parent, name));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Compares `1.9` and `1.19` as versions, not as numbers or text. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  return (left?.[0] ?? 0) - (right?.[0] ?? 0) || (left?.[1] ?? 0) - (right?.[1] ?? 0);
}
