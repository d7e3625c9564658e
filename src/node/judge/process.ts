import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { tmpdir } from 'node:os';
import { StringDecoder } from 'node:string_decoder';
import { CancelledError } from '../cancelled';

/** An error that the program answered with; codes as in `src/gocheck/protocol.go`. */
export class GocheckError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'GocheckError';
  }
}

/** The program ended without having answered. */
export class GocheckCrash extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'GocheckCrash';
  }
}

export interface GocheckProgress {
  readonly stage: 'build' | 'list' | 'check';
  readonly done: number;
  readonly total: number;
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
  readonly progress?: GocheckProgress;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly progress: ((progress: GocheckProgress) => void) | undefined;
}

/** How long the program has to act on a cancellation or to end by itself, in milliseconds. */
const graceMs = 2000;
/** How much of standard error is kept for the message of a crash. */
const keptErrors = 2000;

/**
 * The running judge program: requests and answers as JSON lines. It leads a
 * process group of its own, so that ending it ends the `go list` it started.
 */
export class GocheckProcess {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private pending = '';
  private errors = '';
  private ended = false;
  private readonly end: Promise<void>;

  constructor(program: string, env: Readonly<Record<string, string>>) {
    this.child = spawn(program, [], {
      cwd: tmpdir(),
      env: { ...process.env, ...env },
      detached: true,
    });
    const text = new StringDecoder('utf8');
    this.child.stdout.on('data', (data: Buffer) => this.read(text.write(data)));
    this.child.stderr.on('data', (data: Buffer) => {
      this.errors = (this.errors + data.toString()).slice(-keptErrors);
    });
    // Writing to a program that has just ended fails; its end is told once, by `close`.
    this.child.stdin.on('error', () => undefined);
    this.end = new Promise((resolve) => {
      const finish = (reason: string): void => {
        this.ended = true;
        for (const { reject } of this.waiting.values()) reject(new GocheckCrash(reason));
        this.waiting.clear();
        resolve();
      };
      this.child.on('error', (error) => finish(error.message));
      this.child.on('close', (code, signal) => {
        const last = this.errors.trim().split('\n')[0] ?? '';
        finish(`${signal ?? `exit status ${String(code)}`}${last === '' ? '' : `: ${last}`}`);
      });
    });
  }

  get alive(): boolean {
    return !this.ended;
  }

  /** The id of the process, while there is one. */
  get pid(): number | undefined {
    return this.ended ? undefined : this.child.pid;
  }

  /**
   * Sends a request. Rejects with a `GocheckError`, a `GocheckCrash` or, when
   * cancelled, a `CancelledError`; a program that does not react to the
   * cancellation in time is killed.
   */
  request(
    method: string,
    params: unknown,
    signal?: AbortSignal,
    progress?: (progress: GocheckProgress) => void,
  ): Promise<unknown> {
    if (signal?.aborted) return Promise.reject(new CancelledError());
    if (this.ended) return Promise.reject(new GocheckCrash('not running'));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      let killer: NodeJS.Timeout | undefined;
      const cancel = (): void => {
        this.send({ id, method: 'cancel' });
        killer = setTimeout(() => this.kill(), graceMs);
      };
      const settle = (): void => {
        clearTimeout(killer);
        signal?.removeEventListener('abort', cancel);
        this.waiting.delete(id);
      };
      this.waiting.set(id, {
        resolve: (result) => {
          settle();
          resolve(result);
        },
        reject: (error) => {
          settle();
          reject(signal?.aborted === true ? new CancelledError() : error);
        },
        progress,
      });
      signal?.addEventListener('abort', cancel, { once: true });
      this.send({ id, method, params });
    });
  }

  /** Ends the program and everything it started; resolves when it is gone. */
  async dispose(): Promise<void> {
    if (this.ended) return;
    const killer = setTimeout(() => this.kill(), graceMs);
    this.child.stdin.end();
    await this.end;
    clearTimeout(killer);
  }

  private kill(): void {
    if (this.ended || this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // The group is gone already; `close` tells.
    }
  }

  private send(message: unknown): void {
    this.child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  private read(text: string): void {
    const lines = (this.pending + text).split('\n');
    this.pending = lines.pop() ?? '';
    for (const line of lines) {
      let answer: Answer;
      try {
        answer = JSON.parse(line) as Answer;
      } catch {
        // Another program than ours: whoever waits learns that it crashed.
        this.errors = `unexpected output: ${line.slice(0, 200)}`;
        this.kill();
        return;
      }
      this.receive(answer);
    }
  }

  private receive({ id, result, error, progress }: Answer): void {
    const waiting = this.waiting.get(id);
    if (!waiting) return;
    if (progress) waiting.progress?.(progress);
    else if (error) waiting.reject(new GocheckError(error.code, error.message));
    else waiting.resolve(result);
  }
}
