import { sep } from 'node:path';
import { createBuildContext } from '../core/go/buildContext';
import { compareBuilds, type BuildComparison } from '../core/go/buildComparison';
import { copyOf, importPathsOf, skipSpaceAndComments } from '../core/go/fileHeader';
import { baseName, parentOf } from '../core/go/paths';
import { english, type Translate } from '../core/l10n';
import type { Rule } from '../core/rules/rule';
import { createPrefilter, type Prefilter } from '../core/scan/prefilter';
import type { AbiTables } from '../core/target/abi';
import { findTarget, type Goarch } from '../core/target/targets';
import type { Skipped } from '../core/types';
import { ByteNeedles } from './byteNeedles';
import { FileReader, isText, maxFileSize, type Content } from './diskFiles';

export interface CandidateOptions {
  readonly abi: AbiTables;
  /** GOARCHs. */
  readonly host: string;
  readonly target: string;
  /** The rules that will look at the files. */
  readonly rules: readonly Rule[];
  /** Further files of the same folders, of which no more than the build constraints are read; none where absent. */
  readonly others?: readonly string[];
  /** Whether the tree around the files has no others, but for vendored ones. */
  readonly whole?: boolean;
  readonly t?: Translate;
  /** Called between files; what it throws ends the reading. */
  readonly checkCancelled?: () => void;
}

export interface Candidates {
  /** Go files that use a name which differs between host and target. */
  readonly goFiles: readonly string[];
  /** How many Go files were read, and their bytes together. */
  readonly goFileCount: number;
  readonly bytes: number;
  /** Go files that could not be read or are no Go source, with the reason. */
  readonly skipped: readonly Skipped[];
  /** What the files that were read whole import, by folder. */
  readonly imports: ReadonlyMap<string, ReadonlySet<string>>;
  /**
   * Whether host and target build the same of the files of a folder; false
   * also where that is not known.
   */
  isAlike(dir: string): boolean;
}

/** An import as the files of a tree repeat it. */
interface KnownImport {
  readonly path: string;
  readonly countsMore: boolean;
  /** The folder that it was last noted for: files of one folder import much the same. */
  notedFor: string | undefined;
}

/** Bytes in which nearly every file's imports end; copying less of each file saves time. */
const headSize = 3072;

/**
 * Reads every Go file that the target may build and picks those worth parsing.
 * Synchronous, for a worker thread.
 *
 * @param root absolute path
 * @param files paths relative to it, of every kind
 * @throws where host or target is not a GOARCH of the tables
 */
export function readCandidates(
  root: string,
  files: readonly string[],
  options: CandidateOptions,
): Candidates {
  const prefilter = createPrefilter(
    options.abi,
    goarchOf(options.host),
    goarchOf(options.target),
    options.rules,
  );
  return new CandidateReader(root, prefilter, options).read(files, options.others ?? []);
}

class CandidateReader {
  private readonly reader = new FileReader();
  private readonly marks: ByteNeedles;
  private readonly builds: BuildComparison;
  private readonly t: Translate;
  private readonly checkCancelled: () => void;
  private readonly skipped: Skipped[] = [];
  private bytes = 0;
  /** Files that import one of the two packages, and their folders: to all files there more names count. */
  private readonly importing = new Set<string>();
  private readonly importingFolders = new Set<string>();
  private readonly cgoFiles = new Set<string>();
  private readonly chosen = new Set<string>();
  /** Files that use a field of a struct, by the struct; and the structs that the tree gets hold of. */
  private readonly users = new Map<string, string[]>();
  private readonly structs = new Set<string>();
  /** Files whose fields count only where the tree gets hold of a struct, which few trees do. */
  private readonly undecided: string[] = [];
  /** Folders with Go files that a build may have, and those of them that the builds may disagree about. */
  private readonly folders = new Set<string>();
  private readonly differing = new Set<string>();
  private readonly imports = new Map<string, Set<string>>();
  /** Imports by their bytes. */
  private readonly known = new Map<string, KnownImport>();

  constructor(
    private readonly root: string,
    private readonly prefilter: Prefilter,
    private readonly options: CandidateOptions,
  ) {
    this.marks = new ByteNeedles(prefilter.marks, prefilter.names);
    this.builds = compareBuilds(
      createBuildContext({ goarch: options.host }),
      createBuildContext({ goarch: options.target }),
    );
    this.t = options.t ?? english;
    this.checkCancelled = options.checkCancelled ?? (() => undefined);
  }

  read(files: readonly string[], others: readonly string[]): Candidates {
    let wanted = 0;
    const readable = files.filter((file) => {
      if (!this.prefilter.wantsFile(file)) return this.compareFile(file);
      wanted++;
      return this.readFirst(file);
    });
    const waiting = byFolder(others);
    const isAlike = (dir: string): boolean => {
      for (const file of waiting.get(dir) ?? []) this.compareFile(file);
      waiting.delete(dir);
      return this.folders.has(dir) && !this.differing.has(dir);
    };
    for (const file of readable) {
      if (this.chosen.has(file) || this.importing.has(file)) continue;
      if (this.importingFolders.has(parentOf(file))) this.readAgain(file);
    }
    if (this.structs.size > 0) for (const file of this.undecided) this.readOnceMore(file);
    for (const [struct, users] of this.users) {
      if (this.options.whole === true && !this.structs.has(struct)) continue;
      for (const file of users) this.chosen.add(file);
    }
    return {
      goFiles: readable.filter((file) => this.chosen.has(file)),
      goFileCount: wanted,
      bytes: this.bytes,
      skipped: this.skipped,
      imports: this.imports,
      isAlike,
    };
  }

  /** Notes whether the builds may disagree about a file that is not to be read whole. */
  private compareFile(file: string): false {
    const said = this.builds.ofName(baseName(file));
    const isGo = file.endsWith('.go');
    if (said === 'alike' && !isGo) return false;
    const dir = parentOf(file);
    if (isGo) this.folders.add(dir);
    // One such file is enough.
    if (this.differing.has(dir)) return false;
    if (said === 'different' || (said === 'open' && this.headMayDiffer(file))) this.differing.add(dir);
    return false;
  }

  private headMayDiffer(file: string): boolean {
    this.checkCancelled();
    const path = `${this.root}${sep}${file}`;
    for (const limit of [headSize, undefined]) {
      const content = this.reader.read(path, limit);
      if (content.kind !== 'bytes') return true;
      const head = content.bytes.toString('latin1', textStart(content.bytes));
      if (this.builds.headMayDiffer(head)) return true;
      if (skipSpaceAndComments(head, 0) < head.length) return false;
    }
    return false;
  }

  /** False where the file cannot be used. */
  private readFirst(file: string): boolean {
    this.checkCancelled();
    const content = this.reader.read(`${this.root}${sep}${file}`);
    const problem = this.problemOf(content);
    if (problem !== undefined) {
      this.skipped.push({ file, reason: problem });
      this.differing.add(parentOf(file));
    }
    if (problem !== undefined || content.kind !== 'bytes') return false;
    const { bytes } = content;
    this.bytes += bytes.length;
    const { countsMore, usesCgo } = this.readHead(file, bytes);
    if (countsMore) {
      this.importing.add(file);
      this.importingFolders.add(parentOf(file));
    }
    if (usesCgo) this.cgoFiles.add(file);
    const marks = this.marks.in(bytes);
    if (countsMore || usesCgo || marks.length > 0) this.choose(file, bytes, countsMore, marks);
    return true;
  }

  /** Notes what stands before a file's declarations, and tells which of its imports matter. */
  private readHead(file: string, bytes: Buffer): { readonly countsMore: boolean; readonly usesCgo: boolean } {
    // Names and constraints are ASCII, so Latin-1 will do, which is a mere copy.
    const start = textStart(bytes);
    let head = bytes.toString('latin1', start, start + headSize);
    let header = importPathsOf(head);
    if (!header.complete && start + headSize < bytes.length) {
      head = bytes.toString('latin1', start);
      header = importPathsOf(head);
    }
    const dir = parentOf(file);
    this.folders.add(dir);
    if (this.builds.ofName(baseName(file)) !== 'open' || this.builds.headMayDiffer(head)) {
      this.differing.add(dir);
    }
    const imports = this.imports.get(dir) ?? new Set();
    this.imports.set(dir, imports);
    let [countsMore, usesCgo] = [false, false];
    for (const latin1 of header.paths) {
      const known = this.known.get(latin1) ?? this.learn(latin1);
      if (known.notedFor !== dir) {
        known.notedFor = dir;
        imports.add(known.path);
      }
      if (known.countsMore) countsMore = true;
      if (known.path === 'C') usesCgo = true;
    }
    return { countsMore, usesCgo };
  }

  /** One copy of an import for all files that have it, which does not keep their texts alive. */
  private learn(latin1: string): KnownImport {
    const path = decoded(copyOf(latin1));
    const made = { path, countsMore: this.prefilter.countsMore(path), notedFor: undefined };
    this.known.set(copyOf(latin1), made);
    return made;
  }

  private readAgain(file: string): void {
    this.checkCancelled();
    const content = this.reader.read(`${this.root}${sep}${file}`);
    if (content.kind === 'bytes') this.choose(file, content.bytes, true, this.marks.in(content.bytes));
  }

  private choose(file: string, bytes: Buffer, packageImports: boolean, marks: readonly string[]): void {
    const usesCgo = this.cgoFiles.has(file);
    const latin1 = bytes.toString('latin1');
    if (this.prefilter.matches(latin1, packageImports, usesCgo, marks)) this.chosen.add(file);
    if (!packageImports) return;
    for (const struct of this.prefilter.structsIn(latin1)) this.structs.add(struct);
    if (this.options.whole === true) this.undecided.push(file);
    else this.noteUser(file, latin1);
  }

  private readOnceMore(file: string): void {
    this.checkCancelled();
    const content = this.reader.read(`${this.root}${sep}${file}`);
    if (content.kind === 'bytes') this.noteUser(file, content.bytes.toString('latin1'));
  }

  private noteUser(file: string, latin1: string): void {
    for (const struct of this.prefilter.fieldsOf(latin1)) {
      this.users.set(struct, [...(this.users.get(struct) ?? []), file]);
    }
  }

  private problemOf(content: Content): string | undefined {
    switch (content.kind) {
      case 'unreadable':
        return this.t('the file cannot be read ({0})', content.code);
      case 'too-large':
        return this.t(
          'the file has {0} MB; files over {1} MB are not read',
          inMb(content.size),
          inMb(maxFileSize),
        );
      case 'bytes':
        return isText(content.bytes) ? undefined : this.t('the file is not UTF-8 text');
    }
  }
}

/** Few of a tree's vendored folders are ever asked about, and only their files are opened. */
function byFolder(files: readonly string[]): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const dir = parentOf(file);
    const known = folders.get(dir);
    if (known) known.push(file);
    else folders.set(dir, [file]);
  }
  return folders;
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Where a text begins: after the byte order mark that it may have. */
function textStart(bytes: Buffer): number {
  if (bytes[0] !== byteOrderMark[0] || bytes.length < byteOrderMark.length) return 0;
  return bytes.compare(byteOrderMark, 0, 3, 0, 3) === 0 ? 3 : 0;
}

/** A text of UTF-8 bytes that were read as Latin-1. */
function decoded(latin1: string): string {
  return /^[\0-\x7f]*$/.test(latin1) ? latin1 : Buffer.from(latin1, 'latin1').toString('utf8');
}

function inMb(bytes: number): number {
  return Math.round(bytes / (1024 * 1024));
}

function goarchOf(name: string): Goarch {
  const found = findTarget(name);
  if (found === undefined) throw new Error(`unknown GOARCH ${name}`);
  return found.goarch;
}
