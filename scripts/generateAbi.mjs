// Writes src/core/target/data: what syscall and golang.org/x/sys/unix declare
// on linux for each GOARCH, as a base and differences. scripts/abi, a Go
// program, reads the sources; this makes its answer compact.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compactPackage } from './abi/compact.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const goFiles = ['main.go', 'load.go', 'describe.go'].map((name) => join(root, 'scripts/abi', name));

/** Debian's paths of golang-1.23-src and golang-golang-x-sys-dev. */
const debianGoroot = '/usr/share/go-1.23';
const debianSys = '/usr/share/gocode/src/golang.org/x/sys';

/** GOARCHs in the order of src/core/target/targets.ts. */
const goarchs = [
  'amd64',
  'arm64',
  'mips64le',
  'mips64',
  'mipsle',
  'mips',
  'loong64',
  'riscv64',
  'ppc64le',
  's390x',
];

/** The GOARCH whose table another one's is stored as differences from; the rest differ from the base. */
const parents = { mips64: 'mips64le', mipsle: 'mips64le', mips: 'mipsle' };

/** File name of each package's data. */
const packages = { syscall: 'syscall.json', 'golang.org/x/sys/unix': 'unix.json' };

export const usage =
  'node scripts/generate.mjs abi [--goroot DIR] [--sys DIR] [--go COMMAND] [--out DIR] [--versions] (Go 1.22 or newer runs it)';

/**
 * Writes the data files; with `--versions` says only which versions it would read.
 * @param {readonly string[]} args see `usage`
 */
export function generate(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      goroot: { type: 'string', default: debianGoroot },
      sys: { type: 'string', default: debianSys },
      go: { type: 'string' },
      versions: { type: 'boolean', default: false },
      out: { type: 'string', default: join(root, 'src/core/target/data') },
    },
  });
  const { goroot, sys, out } = values;
  const goVersion = versionOfGo(goroot);
  const sources = { syscall: goVersion, 'golang.org/x/sys/unix': `golang.org/x/sys ${versionOfSys(sys)}` };
  if (values.versions) {
    process.stdout.write(`${Object.values(sources).join(', ')}\n`);
    return;
  }
  const declared = runExtractor(values.go ?? goOf(goroot), goroot, sys, goVersion);
  mkdirSync(out, { recursive: true });
  for (const [name, file] of Object.entries(packages)) {
    const source = sources[name];
    const text = compactPackage({ package: name, source, goarchs, parents, tables: declared[name] });
    writeFileSync(join(out, `${file}.new`), text);
    renameSync(join(out, `${file}.new`), join(out, file));
    process.stdout.write(`${file}: ${text.length} bytes, ${source}\n`);
  }
}

function runExtractor(go, goroot, sys, goVersion) {
  const release = /^go1\.(\d+)/.exec(goVersion)?.[1];
  if (release === undefined) throw new Error(`cannot tell the release of ${goVersion}`);
  const args = ['run', ...goFiles, '-goroot', goroot, '-sys', sys, '-release', release, ...goarchs];
  const env = { ...process.env, GO111MODULE: 'off', GOFLAGS: '', GOTOOLCHAIN: 'local', GOOS: '', GOARCH: '' };
  const stdout = execFileSync(go, args, {
    env,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(stdout);
}

/** The go command of an installation; Debian keeps sources in /usr/share/go-N and commands in /usr/lib/go-N. */
function goOf(goroot) {
  const candidates = [goroot, join('/usr/lib', basename(goroot))].map((dir) => join(dir, 'bin/go'));
  return candidates.find((path) => existsSync(path)) ?? 'go';
}

/** `go1.23.5`, from the installation's VERSION file or from Debian's package database. */
function versionOfGo(goroot) {
  for (const dir of [goroot, join('/usr/lib', basename(goroot))]) {
    const file = join(dir, 'VERSION');
    if (existsSync(file)) return readFileSync(file, 'utf8').split('\n')[0].trim();
  }
  return `go${debianVersion(join(goroot, 'src/syscall/syscall_linux.go')).replace(/-.*/, '')}`;
}

/** `v0.30.0` for a folder of the module cache, else the version of the Debian package that owns it. */
function versionOfSys(sys) {
  return /@(v[^/]+)\/?$/.exec(sys)?.[1] ?? `v${debianVersion(join(sys, 'unix/syscall_linux.go'))}`;
}

function debianVersion(file) {
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
  try {
    const owner = execFileSync('dpkg-query', ['-S', realpathSync(file)], options).split(':')[0];
    return execFileSync('dpkg-query', ['-W', '-f=${Version}', owner], options);
  } catch {
    throw new Error(`cannot tell which version ${file} is of: no VERSION file and no Debian package owns it`);
  }
}
