import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';

export interface ProcessRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Variables of this process that the program shall not have. */
  readonly withoutEnv?: RegExp;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** What is written to standard input, which is then closed. A stream that fails ends the process. */
  readonly input?: string | Readable;
  /** Standard output and standard error in the order in which they come. */
  readonly onOutput?: (text: string, stream: 'stdout' | 'stderr') => void;
}

export type ProcessEnd =
  | { readonly kind: 'exited'; readonly exitCode: number; readonly signal?: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'timeout'; readonly milliseconds: number }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'not-started'; readonly reason: string };

/** How long a process group has to end by itself after SIGTERM. */
const graceMs = 2000;

/**
 * Runs a program as the leader of a process group of its own. Cancelling and
 * timeouts end the whole group, compilers and emulators that the program
 * started included: SIGTERM, then SIGKILL for what is left. Resolves when the
 * program has ended and its output is read.
 */
export function runProcess(request: ProcessRequest): Promise<ProcessEnd> {
  if (request.signal?.aborted) return Promise.resolve({ kind: 'cancelled' });
  if (!existsSync(request.cwd)) {
    return Promise.resolve({ kind: 'not-started', reason: `no folder ${request.cwd}` });
  }
  return new Promise((resolve) => {
    const child = spawn(request.command, [...request.args], {
      cwd: request.cwd,
      env: { ...inherited(request.withoutEnv), ...request.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    let stopped: ProcessEnd | undefined;
    let escalation: NodeJS.Timeout | undefined;
    const stop = (why: ProcessEnd): void => {
      if (stopped) return;
      stopped = why;
      killGroup(child.pid, 'SIGTERM');
      escalation = setTimeout(() => killGroup(child.pid, 'SIGKILL'), graceMs);
    };
    const cancel = (): void => stop({ kind: 'cancelled' });
    const { timeoutMs } = request;
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => stop({ kind: 'timeout', milliseconds: timeoutMs }), timeoutMs);
    const finish = (end: ProcessEnd): void => {
      clearTimeout(timer);
      clearTimeout(escalation);
      request.signal?.removeEventListener('abort', cancel);
      // The leader may end before what it started; nothing of a stopped group is left behind.
      if (stopped) killGroup(child.pid, 'SIGKILL');
      resolve(stopped ?? end);
    };
    request.signal?.addEventListener('abort', cancel, { once: true });
    for (const name of ['stdout', 'stderr'] as const) {
      const decoder = new StringDecoder('utf8');
      child[name].on('data', (data: Buffer) => request.onOutput?.(decoder.write(data), name));
    }
    // A program that does not read its input closes the pipe; that is its right.
    child.stdin.on('error', () => undefined);
    if (typeof request.input === 'object') {
      pipeline(request.input, child.stdin).catch((error: unknown) => {
        // A program that ended before its input did is judged by its exit status, not by the broken pipe.
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        if (code === 'EPIPE' || code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') return;
        stop({ kind: 'not-started', reason: error instanceof Error ? error.message : String(error) });
      });
    } else child.stdin.end(request.input ?? '');
    child.on('error', (error: NodeJS.ErrnoException) => {
      finish(
        error.code === 'ENOENT' ? { kind: 'not-found' } : { kind: 'not-started', reason: error.message },
      );
    });
    child.on('exit', () => {
      // Descendants of a stopped group that hold the pipes open must not hold up the end.
      if (stopped) killGroup(child.pid, 'SIGKILL');
    });
    child.on('close', (code, signal) => {
      finish({ kind: 'exited', exitCode: code ?? 1, ...(signal === null ? {} : { signal }) });
    });
  });
}

function inherited(without: RegExp | undefined): NodeJS.ProcessEnv {
  if (!without) return process.env;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !without.test(name)));
}

/** Sends a signal to every process of a group; a group that is gone, or that became another user's, is no error. */
function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
