import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** What a run of the command line printed, and its exit status. */
export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command line. */
export const cli = resolve(__dirname, '../../../dist/cli.js');

/** Runs the built command line. English where no locale is given, without colours. */
export function runCli(
  args: readonly string[],
  options: { cwd?: string; cache?: string; locale?: string } = {},
): CliRun {
  if (!existsSync(cli)) throw new Error('dist/cli.js is not there; run npm run build first');
  const { stdout, stderr, status } = spawnSync(process.execPath, [cli, ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    cwd: options.cwd,
    env: {
      ...process.env,
      LC_ALL: options.locale ?? 'C',
      NO_COLOR: '1',
      ...(options.cache !== undefined && { XDG_CACHE_HOME: options.cache }),
    },
  });
  return { code: status, stdout, stderr };
}

/** The same without holding up what else runs in the process, for commands that take their time. */
export function runCliLater(args: readonly string[]): Promise<CliRun> {
  const env = { ...process.env, LC_ALL: 'C', NO_COLOR: '1' };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [cli, ...args],
      { env, maxBuffer: 64 * 1024 * 1024 },
      (_, stdout, stderr) => {
        resolve({ code: child.exitCode, stdout, stderr });
      },
    );
  });
}
