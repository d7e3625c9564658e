import { join, relative } from 'node:path';
import type { Fact } from '../../core/go/facts';
import type { Translate } from '../../core/l10n';
import { compareGoVersions, findGo, type Environment, type GoInstallation } from '../tools';
import { findLayouts, modulePathOf, type FoundLayouts, type Layout } from './layout';
import { linkIntoGopath } from './linkedGopath';
import { isRefused, loweredLayout } from './olderGo';
import { GocheckCrash, GocheckError, type GocheckProgress } from './process';
import { Programs, Unavailable } from './programs';
import { userTags } from './userTags';
import { JudgedRoot, type CheckReply, type UpdateReply } from './judgedRoot';

export interface JudgeSetup {
  /** The user's choice of `go`; found on the machine where undefined or empty. */
  readonly goCommand?: string | undefined;
  /** Where the program is kept once it is built. */
  readonly storageDir: string;
  /** Whether processes may be started. Asked before anything is. */
  readonly trusted: () => boolean;
  /** The folder of the program's sources. */
  readonly gocheckSourceDir: string;
  readonly t: Translate;
  readonly env?: Environment;
}

export interface JudgeOptions {
  /** Absolute path of a folder, or of one Go file. */
  readonly root: string;
  /** GOARCHs. */
  readonly target: string;
  readonly host?: string;
  /** Where there are none, those of the user's GOFLAGS. */
  readonly tags?: readonly string[];
  /** Whether the builds use cgo; true unless told otherwise. No C compiler is run. */
  readonly cgo?: boolean;
  /** A value for `-mod`; chosen as Go does where absent. */
  readonly mod?: 'vendor' | 'readonly' | 'mod';
  /** Whether code under `vendor/` gets facts too. */
  readonly vendor?: boolean;
  /**
   * Whether function bodies of everything that the tree depends on are checked:
   * vendored code gets facts, and modules outside the root get a note.
   */
  readonly deps?: boolean;
  /** Whether `go list` may use the network for modules it lacks. */
  readonly network?: boolean;
  /** Texts of an editor, by file relative to the root. */
  readonly overlay?: Readonly<Record<string, string>>;
}

export interface JudgeResult {
  readonly facts: readonly Fact[];
  /**
   * Files of which both views are known in full: what is no fact in them is
   * accepted by the target, whatever tier 0 says.
   */
  readonly checkedFiles: ReadonlySet<string>;
  readonly packages: number;
  /**
   * How many packages, of `packages` and of their tests, have the verdict of before
   * an edit of what they import; none of a root that was just checked or followed.
   */
  readonly pending: number;
  /** What could not be loaded, one line each. */
  readonly notes: readonly string[];
  readonly milliseconds: number;
  /** Version of the Go that judged: `1.24.4`. */
  readonly goVersion: string;
}

/** Why there is no verdict; `message` is one line and says what to do. */
export interface JudgeUnavailable {
  readonly kind: 'unavailable';
  readonly reason:
    | 'untrusted'
    | 'no-go'
    | 'go-too-old'
    | 'newer-go-required'
    | 'build-failed'
    | 'no-module'
    | 'not-loaded'
    | 'crashed';
  readonly message: string;
}

export type JudgeOutcome = { readonly kind: 'judged'; readonly result: JudgeResult } | JudgeUnavailable;

/** A file that changed: on disk, or in an editor where `text` is given. */
export interface ChangedFile {
  /** Relative to the root. */
  readonly file: string;
  readonly text?: string;
}

export interface JudgeProgress extends GocheckProgress {
  /** Which part of the root, from 1, where it has several modules. */
  readonly part: number;
  readonly parts: number;
}

/** The judge: Go's own type checker on both views. */
export interface Judge {
  /** Checks a root. Rejects with a CancelledError when cancelled. */
  check(
    options: JudgeOptions,
    signal?: AbortSignal,
    onProgress?: (progress: JudgeProgress) => void,
  ): Promise<JudgeOutcome>;
  /**
   * Rechecks the packages of changed files and answers for the whole root, with the
   * options it was last checked with; what those files touch in packages above is
   * pending in the result. A root that was not checked yet is unavailable.
   */
  update(root: string, files: readonly ChangedFile[], signal?: AbortSignal): Promise<JudgeOutcome>;
  /**
   * Rechecks what is pending and answers for the whole root. Cancelled, it loses
   * nothing: a later update or follow goes on from there.
   */
  follow(root: string, signal?: AbortSignal): Promise<JudgeOutcome>;
  /** Go source as gofmt writes it, or undefined where it does not parse or there is no judge. */
  format(text: string): Promise<string | undefined>;
  /** The ids of running programs. */
  processIds(): readonly number[];
  /** Ends every program, with what it started. */
  dispose(): Promise<void>;
}

/** Asks the program of a Go about what it has checked. */
type Ask = (go: GoInstallation, method: 'update' | 'follow', params: unknown) => Promise<UpdateReply>;

export function createJudge(setup: JudgeSetup): Judge {
  return new ProcessJudge(setup);
}

class ProcessJudge implements Judge {
  private readonly programs: Programs;
  private readonly roots = new Map<string, JudgedRoot>();

  constructor(private readonly setup: JudgeSetup) {
    this.programs = new Programs(setup);
  }

  check(
    options: JudgeOptions,
    signal?: AbortSignal,
    onProgress?: (progress: JudgeProgress) => void,
  ): Promise<JudgeOutcome> {
    return this.outcome(() => this.checkRoot(options, signal, onProgress));
  }

  update(root: string, files: readonly ChangedFile[], signal?: AbortSignal): Promise<JudgeOutcome> {
    return this.refreshed(root, signal, async (known, ask) => {
      known.remember(files);
      const changed = known.changes(files);
      for (const { go, dirs } of known.programs()) {
        if (!known.apply(await ask(go, 'update', { dirs, files: changed }))) return false;
      }
      return true;
    });
  }

  follow(root: string, signal?: AbortSignal): Promise<JudgeOutcome> {
    return this.refreshed(root, signal, async (known, ask) => {
      // One folder at a time, so that what was answered is kept when the rest is cancelled.
      for (const { dir, go } of known.pendingParts()) {
        if (!known.apply(await ask(go, 'follow', { dir }))) return false;
      }
      return true;
    });
  }

  async format(text: string): Promise<string | undefined> {
    if (!this.setup.trusted() || this.programs.disposed) return undefined;
    try {
      const reply = await this.programs.ask(await this.goFor(undefined), 'format', { text });
      return (reply as { readonly text: string }).text;
    } catch (error) {
      if (error instanceof Unavailable || error instanceof GocheckError || error instanceof GocheckCrash) {
        return undefined;
      }
      throw error;
    }
  }

  processIds(): readonly number[] {
    return this.programs.processIds();
  }

  dispose(): Promise<void> {
    this.roots.clear();
    return this.programs.dispose();
  }

  /**
   * What is known of a root after its programs were asked again.
   *
   * @param work takes their answers in; false where everything has to be checked anew
   */
  private refreshed(
    root: string,
    signal: AbortSignal | undefined,
    work: (known: JudgedRoot, ask: Ask) => Promise<boolean>,
  ): Promise<JudgeOutcome> {
    return this.outcome(async () => {
      const known = this.roots.get(root);
      if (!known) throw new Unavailable('not-loaded', this.setup.t('{0} was not checked yet', root));
      try {
        const complete = await work(known, async (go, method, params) => {
          const program = await this.programs.known(go);
          if (!program) throw new GocheckCrash('not running');
          return (await program.request(method, params, signal)) as UpdateReply;
        });
        return complete ? known.result() : await this.checkRoot(known.options, signal);
      } catch (error) {
        // Whatever the programs knew of the root is gone: everything is checked anew.
        const lost =
          error instanceof GocheckCrash || (error instanceof GocheckError && error.code === 'no-session');
        if (!lost || this.programs.disposed) throw error;
        return this.checkRoot(known.options, signal);
      }
    });
  }

  private async outcome(work: () => Promise<JudgeResult>): Promise<JudgeOutcome> {
    const { t, trusted } = this.setup;
    if (!trusted()) {
      return {
        kind: 'unavailable',
        reason: 'untrusted',
        message: t('The type check starts Go, which a folder in restricted mode may not do'),
      };
    }
    try {
      return { kind: 'judged', result: await work() };
    } catch (error) {
      if (error instanceof Unavailable) {
        return { kind: 'unavailable', reason: error.reason, message: error.message };
      }
      if (error instanceof GocheckCrash) {
        return {
          kind: 'unavailable',
          reason: 'crashed',
          message: t('The type check ended unexpectedly, twice: {0}', error.message),
        };
      }
      if (error instanceof GocheckError && error.code !== 'cancelled') {
        return { kind: 'unavailable', reason: 'not-loaded', message: error.message };
      }
      throw error;
    }
  }

  private async checkRoot(
    options: JudgeOptions,
    signal?: AbortSignal,
    onProgress?: (progress: JudgeProgress) => void,
  ): Promise<JudgeResult> {
    const { t } = this.setup;
    const found = this.layoutsOf(options.root);
    if (found.layouts.length === 0) {
      throw new Unavailable(
        'no-module',
        t(
          '{0} is in no Go module (no go.mod) and in no GOPATH, and does not say its import path, so Go cannot load it',
          options.root,
        ),
      );
    }
    const judged = new JudgedRoot(options, found, userTags(this.environment()));
    const [newest] = found.layouts.map(({ go }) => go ?? '').sort((a, b) => compareGoVersions(b, a));
    const failures: Error[] = [];
    for (const [index, layout] of found.layouts.entries()) {
      const report = (progress: GocheckProgress): void =>
        onProgress?.({ ...progress, part: index + 1, parts: found.layouts.length });
      const check = async (wanted: Layout): Promise<void> => {
        const go = await this.goFor(wanted, newest);
        const of = this.servedBy(wanted, go, judged);
        const params = judged.checkParams(of, go);
        judged.add(of, go, (await this.programs.ask(go, 'check', params, signal, report)) as CheckReply);
      };
      try {
        await check(layout);
      } catch (error) {
        if (!isExpected(error)) throw error;
        const whole =
          layout.mod === 'vendor' || error instanceof GocheckError
            ? this.withoutModules(layout, found.root)
            : undefined;
        judged.fail(
          layout,
          whole ? t('{0}; checked as part of a GOPATH instead', error.message) : error.message,
        );
        if (!whole) {
          failures.push(error);
          continue;
        }
        await check(whole);
        // It holds the modules below, too.
        break;
      }
    }
    const [first] = failures;
    // One part that Go can load is worth having; the others are in the notes.
    if (first && failures.length === found.layouts.length) throw first;
    this.roots.set(options.root, judged);
    return judged.result();
  }

  /** The layout as this Go loads it; it is noted where go.mod asks for a newer one than is installed. */
  private servedBy(layout: Layout, go: GoInstallation, judged: JudgedRoot): Layout {
    const { t } = this.setup;
    if (!isRefused(layout, go.version)) return layout;
    const lowered = loweredLayout(layout, go.version);
    if (!lowered) {
      throw new Unavailable(
        'newer-go-required',
        t('go.mod requires go >= {0} (running go {1}): install Go {0} or newer', layout.go, go.version),
      );
    }
    judged.fail(
      layout,
      t(
        'go.mod requires go >= {0}; checked with Go {1} instead, leaving out what it rejects on both',
        layout.go,
        go.version,
      ),
    );
    return lowered;
  }

  /**
   * How a root can be loaded when its module cannot: because patches changed its
   * vendor folder, because that asks for a newer Go, or because modules are not
   * on this machine. Imports that are missing then make notes, and the packages
   * that do without them are judged.
   */
  private withoutModules(layout: Layout, root: string): Layout | undefined {
    const { dir, moduleDir } = layout;
    if (dir !== root || moduleDir === undefined) return undefined;
    const modulePath = modulePathOf(moduleDir);
    if (modulePath === undefined) return undefined;
    const linked = linkIntoGopath(moduleDir, this.setup.storageDir, modulePath);
    if (!linked) return undefined;
    const at = join(linked.dir, relative(moduleDir, root));
    const advice = layout.go === undefined ? {} : { go: layout.go };
    return { ...linked, ...advice, dir: at, linkedRoot: at, patterns: layout.patterns };
  }

  private layoutsOf(root: string): FoundLayouts {
    const found = findLayouts(root, this.environment());
    if (found.layouts.length > 0 || found.only !== undefined) return found;
    const linked = linkIntoGopath(found.root, this.setup.storageDir);
    return linked ? { ...found, layouts: [linked] } : found;
  }

  /**
   * The Go that serves a layout.
   *
   * @param newest the highest `go` line of the root: one Go for all its modules is one program less
   */
  private async goFor(layout: Layout | undefined, newest?: string): Promise<GoInstallation> {
    const { goCommand, t } = this.setup;
    const env = this.environment();
    let go = await findGo(goCommand, env, newest || layout?.go);
    // Where none serves, a layout that says nothing itself still gets the newest there is.
    if (go && newest && layout?.go !== undefined && compareGoVersions(go.version, newest) < 0)
      go = await findGo(goCommand, env, layout.go);
    if (!go) {
      const chosen = goCommand !== undefined && goCommand !== '';
      throw new Unavailable(
        'no-go',
        chosen
          ? t('{0} is not a Go command', goCommand)
          : t('Go was not found; install it (apt-get install golang-go) or name it in the settings'),
      );
    }
    return go;
  }

  private environment(): NodeJS.ProcessEnv {
    return { ...(this.setup.env ?? process.env) };
  }
}

/** Whether an error says why a part of a root cannot be judged, rather than that something went wrong here. */
function isExpected(error: unknown): error is Error {
  return error instanceof Unavailable || (error instanceof GocheckError && error.code !== 'cancelled');
}
