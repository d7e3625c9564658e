import { join, relative } from 'node:path';
import type { Fact } from '../../core/go/facts';
import type { GoInstallation } from '../tools';
import type { ChangedFile, JudgeOptions, JudgeResult } from './judge';
import type { FoundLayouts, Layout } from './layout';

/** What the program answers to `check`. */
export interface CheckReply {
  readonly facts: readonly Fact[];
  readonly checkedFiles: readonly string[];
  readonly packages: number;
  readonly notes: readonly string[];
  readonly milliseconds: number;
}

/** What the program answers to `update` and `follow`: for each folder it had checked, what replaces what was known. */
export interface UpdateReply {
  readonly sessions: readonly (Omit<CheckReply, 'milliseconds'> & {
    readonly dir: string;
    readonly rechecked: readonly string[];
    readonly pending: number;
    readonly relisted: boolean;
    readonly reload: boolean;
  })[];
  readonly milliseconds: number;
}

interface Part {
  readonly go: GoInstallation;
  facts: readonly Fact[];
  checkedFiles: ReadonlySet<string>;
  packages: number;
  notes: readonly string[];
  /** Packages whose verdict is still that of before an edit. */
  pending: number;
}

/** What is known of one root, over all the modules in it. */
export class JudgedRoot {
  private readonly parts = new Map<string, Part>();
  private readonly failures: string[] = [];
  /** The root, and its names in GOPATHs that it was linked into. */
  private readonly roots: Set<string>;
  /** What the last check, update or follow took. */
  private milliseconds = 0;
  private overlay: ReadonlyMap<string, string>;

  constructor(
    private readonly given: JudgeOptions,
    private readonly found: FoundLayouts,
    private readonly userTags: readonly string[] = [],
  ) {
    this.overlay = new Map(Object.entries(given.overlay ?? {}));
    this.roots = new Set([found.root]);
  }

  /** The options of the check, with the texts that came since. */
  get options(): JudgeOptions {
    return { ...this.given, overlay: Object.fromEntries(this.overlay) };
  }

  checkParams(layout: Layout, go: GoInstallation): unknown {
    const { host, target, tags, cgo, mod, vendor, deps, network } = this.given;
    const root = layout.linkedRoot ?? this.found.root;
    return {
      root,
      dir: layout.dir,
      linked: layout.linkedRoot !== undefined,
      patterns: layout.patterns,
      host: host ?? 'amd64',
      target,
      // As on a command line, tags that are given take the place of those in GOFLAGS.
      tags: tags && tags.length > 0 ? tags : this.userTags,
      cgo: cgo ?? true,
      mod: layout.mode === 'gopath' ? '' : (mod ?? layout.mod),
      depBodies: vendor === true || deps === true,
      outside: deps ?? false,
      network: network ?? false,
      go: go.command,
      env: layout.env,
      modFiles: layout.modFiles ?? {},
      overlay: Object.fromEntries([...this.overlay].map(([file, text]) => [join(root, file), text])),
    };
  }

  add(layout: Layout, go: GoInstallation, reply: CheckReply): void {
    this.milliseconds += reply.milliseconds;
    if (layout.linkedRoot !== undefined) this.roots.add(layout.linkedRoot);
    this.parts.set(layout.dir, { ...reply, go, checkedFiles: new Set(reply.checkedFiles), pending: 0 });
  }

  /** Notes a part that could not be loaded. */
  fail(layout: Layout, message: string): void {
    const dir = relative(this.found.root, layout.dir);
    this.failures.push(dir === '' ? message : `${dir}: ${message}`);
  }

  /** The Gos whose programs know something of this root, each with the folders that it knows. */
  programs(): readonly { readonly go: GoInstallation; readonly dirs: readonly string[] }[] {
    const parts = [...this.parts].map(([dir, { go }]) => ({ dir, go }));
    const gos = [...new Map(parts.map(({ go }) => [go.command, go])).values()];
    return gos.map((go) => ({
      go,
      dirs: parts.filter((part) => part.go.command === go.command).map(({ dir }) => dir),
    }));
  }

  /** The folders of which something is pending, each with the Go whose program knows it. */
  pendingParts(): readonly { readonly dir: string; readonly go: GoInstallation }[] {
    return [...this.parts].filter(([, { pending }]) => pending > 0).map(([dir, { go }]) => ({ dir, go }));
  }

  /** Keeps the texts of an editor for later checks; a change without text takes them away. */
  remember(files: readonly ChangedFile[]): void {
    const overlay = new Map(this.overlay);
    for (const { file, text } of files) {
      if (text === undefined) overlay.delete(file);
      else overlay.set(file, text);
    }
    this.overlay = overlay;
  }

  /** Changed files as the program takes them. */
  changes(files: readonly ChangedFile[]): readonly { readonly path: string; readonly text?: string }[] {
    return [...this.roots].flatMap((root) =>
      files.map(({ file, text }) => ({ path: join(root, file), ...(text !== undefined && { text }) })),
    );
  }

  /** Takes an answer in; false where everything has to be checked anew. */
  apply(reply: UpdateReply): boolean {
    this.milliseconds = reply.milliseconds;
    for (const session of reply.sessions) {
      const part = this.parts.get(session.dir);
      if (!part) continue;
      if (session.reload) return false;
      const rechecked = new Set(session.rechecked);
      const kept = part.facts.filter((fact) => !rechecked.has(placeOf(fact)));
      part.facts = [...kept, ...session.facts];
      part.checkedFiles = new Set([
        ...[...part.checkedFiles].filter((file) => !rechecked.has(file)),
        ...session.checkedFiles,
      ]);
      part.packages = session.packages;
      part.notes = session.notes;
      part.pending = session.pending;
    }
    return true;
  }

  /** What could not be loaded; of a module inside the root, with its folder. */
  private notes(): readonly string[] {
    return [...this.parts].flatMap(([dir, part]) => {
      const folder = this.roots.has(dir) ? '' : relative(this.found.root, dir);
      return part.notes.map((note) => (folder === '' ? note : `${folder}: ${note}`));
    });
  }

  result(): JudgeResult {
    const parts = [...this.parts.values()];
    const mine = (file: string): boolean => this.found.only === undefined || file === this.found.only;
    const facts = parts.flatMap((part) => part.facts).filter((fact) => mine(placeOf(fact)));
    return {
      facts: [...facts].sort(compareFacts),
      checkedFiles: new Set(parts.flatMap((part) => [...part.checkedFiles].filter(mine))),
      packages: parts.reduce((sum, part) => sum + part.packages, 0),
      pending: parts.reduce((sum, part) => sum + part.pending, 0),
      notes: [...new Set([...this.failures, ...this.notes()])],
      milliseconds: this.milliseconds,
      goVersion: parts[0]?.go.version ?? '',
    };
  }
}

function locationOf(fact: Fact) {
  return fact.kind === 'width' ? fact.origin : fact.at;
}

function placeOf(fact: Fact): string {
  return locationOf(fact).file;
}

function compareFacts(a: Fact, b: Fact): number {
  const [left, right] = [locationOf(a), locationOf(b)];
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return left.line - right.line || left.column - right.column;
}
