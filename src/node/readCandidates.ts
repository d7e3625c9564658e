import { join } from 'node:path';
import { parentOf } from '../core/go/paths';
import { english, type Translate } from '../core/l10n';
import type { Rule } from '../core/rules/rule';
import { createPrefilter, type Prefilter } from '../core/scan/prefilter';
import type { AbiTables } from '../core/target/abi';
import { findTarget, type Goarch } from '../core/target/targets';
import type { Skipped } from '../core/types';
import { FileReader, isText, maxFileSize, type Content } from './diskFiles';

export interface CandidateOptions {
  readonly abi: AbiTables;
  /** GOARCHs. */
  readonly host: string;
  readonly target: string;
  /** The rules that will look at the files. */
  readonly rules: readonly Rule[];
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
}

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
  return new CandidateReader(root, prefilter, options).read(
    files.filter((file) => prefilter.wantsFile(file)),
  );
}

class CandidateReader {
  private readonly reader = new FileReader();
  private readonly imports: readonly Buffer[];
  private readonly marks: readonly Buffer[];
  private readonly t: Translate;
  private readonly checkCancelled: () => void;
  private readonly skipped: Skipped[] = [];
  private bytes = 0;
  /** Files that import one of the two packages; to those of the same folder more names count. */
  private readonly importingFolders = new Set<string>();
  private readonly chosen = new Set<string>();

  constructor(
    private readonly root: string,
    private readonly prefilter: Prefilter,
    options: CandidateOptions,
  ) {
    this.imports = prefilter.imports.map((text) => Buffer.from(text));
    this.marks = prefilter.marks.map((text) => Buffer.from(text));
    this.t = options.t ?? english;
    this.checkCancelled = options.checkCancelled ?? (() => undefined);
  }

  read(files: readonly string[]): Candidates {
    const readable = files.filter((file) => this.readFirst(file));
    for (const file of readable) {
      if (!this.chosen.has(file) && this.importingFolders.has(parentOf(file))) this.readAgain(file);
    }
    return {
      goFiles: readable.filter((file) => this.chosen.has(file)),
      goFileCount: files.length,
      bytes: this.bytes,
      skipped: this.skipped,
    };
  }

  /** False where the file cannot be used. */
  private readFirst(file: string): boolean {
    this.checkCancelled();
    const content = this.reader.read(join(this.root, file));
    const problem = this.problemOf(content);
    if (problem !== undefined) this.skipped.push({ file, reason: problem });
    if (problem !== undefined || content.kind !== 'bytes') return false;
    const { bytes } = content;
    this.bytes += bytes.length;
    const imports = this.imports.some((needle) => bytes.includes(needle));
    if (imports) this.importingFolders.add(parentOf(file));
    if (imports || this.marks.some((needle) => bytes.includes(needle))) this.choose(file, bytes, imports);
    return true;
  }

  private readAgain(file: string): void {
    this.checkCancelled();
    const content = this.reader.read(join(this.root, file));
    if (content.kind === 'bytes') this.choose(file, content.bytes, true);
  }

  private choose(file: string, bytes: Buffer, packageImports: boolean): void {
    if (this.prefilter.matches(bytes.toString('latin1'), packageImports)) this.chosen.add(file);
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

function inMb(bytes: number): number {
  return Math.round(bytes / (1024 * 1024));
}

function goarchOf(name: string): Goarch {
  const found = findTarget(name);
  if (found === undefined) throw new Error(`unknown GOARCH ${name}`);
  return found.goarch;
}
