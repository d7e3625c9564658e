import { CancelledError } from '../cancelled';
import { compareGoVersions, type GoInstallation } from '../tools';
import { buildGocheck } from './buildGocheck';
import type { JudgeSetup, JudgeUnavailable } from './judge';
import { GocheckCrash, GocheckProcess, type GocheckProgress } from './process';

/** Ends the way to a verdict with a reason; caught where the outcome is made. */
export class Unavailable extends Error {
  constructor(
    readonly reason: JudgeUnavailable['reason'],
    message: string,
  ) {
    super(message);
  }
}

/** The judge's programs: one for each Go in use, built by it, started when first asked. */
export class Programs {
  /** By the command of the Go that built them. */
  private readonly starting = new Map<string, Promise<GocheckProcess>>();
  /** Every program that was started, until the end. */
  private readonly running: GocheckProcess[] = [];
  disposed = false;

  constructor(private readonly setup: Pick<JudgeSetup, 'gocheckSourceDir' | 'storageDir' | 't'>) {}

  /** The program of a Go, where one was started. */
  known(go: GoInstallation): Promise<GocheckProcess> | undefined {
    return this.starting.get(go.command);
  }

  /** The ids of running programs. */
  processIds(): readonly number[] {
    return this.running.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  /** Ends every program, with what it started. */
  async dispose(): Promise<void> {
    this.disposed = true;
    const starting = [...this.starting.values()];
    this.starting.clear();
    await Promise.allSettled(starting);
    await Promise.all(this.running.splice(0).map((program) => program.dispose()));
  }

  /** Sends a request to the program of a Go; a program that crashes over it is started once more. */
  async ask(
    go: GoInstallation,
    method: string,
    params: unknown,
    signal?: AbortSignal,
    progress?: (progress: GocheckProgress) => void,
  ): Promise<unknown> {
    try {
      return await (await this.program(go, signal, progress)).request(method, params, signal, progress);
    } catch (error) {
      if (!(error instanceof GocheckCrash) || this.disposed) throw error;
      this.starting.delete(go.command);
      return (await this.program(go, signal, progress)).request(method, params, signal, progress);
    }
  }

  private async program(
    go: GoInstallation,
    signal?: AbortSignal,
    progress?: (progress: GocheckProgress) => void,
  ): Promise<GocheckProcess> {
    const known = this.starting.get(go.command);
    if (known) {
      const program = await known;
      if (program.alive) return program;
    }
    const starting = this.start(go, signal, progress);
    this.starting.set(go.command, starting);
    starting.catch(() => this.starting.delete(go.command));
    return starting;
  }

  private async start(
    go: GoInstallation,
    signal?: AbortSignal,
    progress?: (progress: GocheckProgress) => void,
  ): Promise<GocheckProcess> {
    const { gocheckSourceDir, storageDir, t } = this.setup;
    const onBuild = (): void => progress?.({ stage: 'build', done: 0, total: 1 });
    const built = await buildGocheck(go, gocheckSourceDir, storageDir, t, signal, onBuild);
    if (signal?.aborted) throw new CancelledError();
    if (built.kind !== 'built') throw new Unavailable(built.kind, built.message);
    // Aliases as types of their own are what the compiler uses; go.mod's old `go` line would turn them off.
    const aliases: Record<string, string> =
      compareGoVersions(go.version, '1.23') >= 0 ? { GODEBUG: 'gotypesalias=1' } : {};
    const program = new GocheckProcess(built.program, aliases);
    this.running.push(program);
    return program;
  }
}
