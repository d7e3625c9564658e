// @ts-check
// Runs programs from argument arrays, and ends only what it started.
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {object} Outcome
 * @property {number | null} code exit status; null where a signal ended it or it could not be started
 * @property {string} stdout empty unless captured
 * @property {string} stderr empty unless captured
 */

/**
 * Runs a program to its end. Never rejects: a program that cannot be started
 * has code null and the reason in stderr.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, capture?: boolean }} [options]
 *   without `capture` the program writes to this terminal
 * @returns {Promise<Outcome>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', options.capture ? 'pipe' : 'inherit', options.capture ? 'pipe' : 'inherit'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.on('error', (error) => resolve({ code: null, stdout, stderr: `${stderr}${error.message}\n` }));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/**
 * The absolute path of a program on the PATH, or undefined.
 *
 * @param {string} name
 * @returns {string | undefined}
 */
export function findProgram(name) {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((dir) => dir !== '')
    .map((dir) => join(dir, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
      } catch {
        return false;
      }
    });
}

/**
 * Ends a process that was started with `detached: true`, with all that it
 * started in its turn: asks first, and insists after five seconds.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
export async function endGroup(child) {
  const pid = child.pid;
  if (pid === undefined) return;
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
    if (!signalGroup(pid, signal)) return;
    for (let waited = 0; waited < 5000; waited += 50) {
      if (!signalGroup(pid, 0)) return;
      await sleep(50);
    }
  }
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals | 0} signal
 * @returns {boolean} whether somebody was there to receive it
 */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}
