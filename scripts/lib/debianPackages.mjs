// @ts-check
// The Debian packages that the tests and `npm start` use, and how they get onto a bookworm machine.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { findProgram, run } from './processes.mjs';

/**
 * @typedef {object} DebianPackage
 * @property {string} name
 * @property {'bookworm-backports' | 'trixie'} [suite] where bookworm itself does not have it
 * @property {boolean} [start] whether `npm start` wants it too
 */

/** @type {readonly DebianPackage[]} */
export const debianPackages = [
  { name: 'golang-go', start: true },
  { name: 'qemu-user-static', start: true },
  { name: 'git', start: true },
  { name: 'make' },
  { name: 'patch' },
  { name: 'chromium' },
  { name: 'fonts-dejavu-core' },
  { name: 'fonts-noto-cjk' },
  { name: 'gcc-mips64el-linux-gnuabi64' },
  { name: 'libc6-dev-mips64el-cross' },
  { name: 'golang-golang-x-sys-dev' },
  // Nodes on the loopback to deliver images to, and a registry to push them to.
  { name: 'openssh-client' },
  { name: 'openssh-server' },
  { name: 'containerd' },
  { name: 'buildah' },
  { name: 'podman' },
  { name: 'catatonit' },
  { name: 'docker-registry' },
  // A large tree of Go sources, with all it imports, for the differential test.
  { name: 'golang-github-containerd-containerd-dev' },
  { name: 'golang-1.23-go', suite: 'bookworm-backports' },
  { name: 'golang-1.23-src', suite: 'bookworm-backports' },
  { name: 'golang-1.24-go', suite: 'trixie' },
];

const sourcesFile = '/etc/apt/sources.list.d/mips-port-tests.sources';
const pinFile = '/etc/apt/preferences.d/mips-port-tests';
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Which of the packages are not installed. All are taken as installed where
 * there is no dpkg to ask: the tests then look for the programs themselves.
 *
 * @param {readonly DebianPackage[]} wanted
 * @returns {Promise<readonly DebianPackage[]>}
 */
export async function missingPackages(wanted) {
  if (findProgram('dpkg-query') === undefined) return [];
  const names = wanted.map(({ name }) => name);
  const { stdout } = await run('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...names], {
    capture: true,
  });
  const installed = new Set(stdout.split('\n').filter((line) => line.endsWith(' installed')));
  return wanted.filter(({ name }) => !installed.has(`${name} installed`));
}

/** Whether this process may install Debian packages at all. */
export function canInstall() {
  return process.getuid?.() === 0 && findProgram('apt-get') !== undefined;
}

/**
 * The command line that installs packages, for a person to run.
 *
 * @param {readonly DebianPackage[]} packages
 */
export function installLine(packages) {
  return `apt-get install ${packages.map(({ name }) => name).join(' ')}`;
}

/**
 * Installs packages with apt-get, as root. A third-party source that does not
 * answer is not an error; a package that cannot be had is.
 *
 * @param {readonly DebianPackage[]} packages none of them installed
 * @param {(line: string) => void} say told what goes on, a line at a time
 * @returns {Promise<void>} rejects with apt's own words
 */
export async function installPackages(packages, say) {
  if (packages.length === 0) return;
  say(`installing Debian packages: ${packages.map(({ name }) => name).join(' ')}`);
  await updateLists(say);
  if (packages.some(({ suite }) => suite !== undefined) && isBookworm()) {
    addSuites();
    await updateLists(say);
  }
  const suites = [...new Set(packages.map(({ suite }) => suite))];
  for (const suite of suites) {
    const names = packages.filter((item) => item.suite === suite).map(({ name }) => name);
    const from = suite !== undefined && isBookworm() ? ['-t', suite] : [];
    const { code, stdout, stderr } = await apt([
      'install',
      '-y',
      '--no-install-recommends',
      ...from,
      ...names,
    ]);
    if (code !== 0) {
      throw new Error(`apt-get could not install ${names.join(' ')}:\n${tail(stdout + stderr)}`);
    }
  }
}

/** @param {(line: string) => void} say */
async function updateLists(say) {
  const { code, stdout, stderr } = await apt(['update']);
  if (code !== 0) say(`apt-get update had trouble, going on:\n${tail(stdout + stderr)}`);
}

/** @param {string[]} args */
function apt(args) {
  return run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    capture: true,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

function isBookworm() {
  try {
    return /^VERSION_CODENAME=bookworm$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/**
 * Adds the two suites that have newer releases of Go. Trixie is pinned so low
 * that nothing comes from it unless it is asked for by name.
 */
function addSuites() {
  const mirror = configuredMirror();
  if (mirror === undefined)
    throw new Error('apt names no mirror for bookworm, so there is none to ask for newer suites');
  writeFileSync(
    sourcesFile,
    [
      'Types: deb',
      `URIs: ${mirror}`,
      'Suites: bookworm-backports trixie',
      'Components: main',
      `Signed-By: ${keyring}`,
      '',
    ].join('\n'),
  );
  writeFileSync(pinFile, 'Package: *\nPin: release n=trixie\nPin-Priority: 50\n');
}

/** The mirror that this machine gets bookworm from, as apt tells once its lists are there. */
function configuredMirror() {
  const { stdout } = spawnSync(
    'apt-get',
    ['indextargets', '--format', '$(REPO_URI) $(RELEASE)', 'Created-By: Packages'],
    { encoding: 'utf8' },
  );
  return stdout
    .split('\n')
    .map((line) => line.split(' '))
    .find(([, release]) => release === 'bookworm')?.[0];
}

/** @param {string} text */
function tail(text) {
  return text.trimEnd().split('\n').slice(-12).join('\n');
}
