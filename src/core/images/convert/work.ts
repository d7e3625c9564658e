import { LineIndex } from '../../positions';
import type { Translate } from '../../l10n';
import type { Target } from '../../target/targets';
import type { Edit, Location } from '../../types';
import type { PackageNames } from './packageNames';
import type { ConversionNote, ConversionProblem, ConversionQuestion, ProblemCause } from './types';

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The edits of one file, by offsets, and what there is to say about its places. */
export class FileWork {
  private readonly index: LineIndex;
  /** In the order of their places, those at the same place in the order they were made. */
  private readonly pieces: Piece[] = [];

  constructor(
    readonly path: string,
    readonly text: string,
    private readonly work: Work,
  ) {
    this.index = new LineIndex(text);
  }

  /**
   * Replaces what stands between two offsets; does nothing where it stands there already.
   *
   * @returns Whether it stands there now; not where another edit has been made.
   */
  replace(start: number, end: number, text: string): boolean {
    if (this.text.slice(start, end) === text) return true;
    const at = this.firstFrom(start);
    const before = this.pieces[at - 1];
    if (before && before.end > start) return false;
    for (let i = at; i < this.pieces.length; i++) {
      const piece = this.pieces[i];
      if (!piece || piece.start >= Math.max(end, start + 1)) break;
      const isBeside = piece.start === start && (piece.end === start || start === end);
      if (!isBeside) return false;
    }
    this.put({ start, end, text });
    return true;
  }

  /** As `replace`, in place of every edit that has been made between the offsets. */
  overwrite(start: number, end: number, text: string): void {
    const at = this.firstFrom(start);
    let count = 0;
    while ((this.pieces[at + count]?.start ?? Infinity) < end) count++;
    this.pieces.splice(at, count);
    this.replace(start, end, text);
  }

  insert(at: number, text: string): void {
    this.replace(at, at, text);
  }

  /** How many edits there are. */
  get size(): number {
    return this.pieces.length;
  }

  edits(): readonly Edit[] {
    return this.pieces.map(({ start, end, text }) => ({ ...this.at(start, end), newText: text }));
  }

  /** The number of the first edit that starts at an offset or behind it. */
  private firstFrom(start: number): number {
    let low = 0;
    let high = this.pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.pieces[middle]?.start ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Insertions at a place come before what replaces the text behind it. */
  private put(piece: Piece): void {
    let at = this.firstFrom(piece.start);
    while (this.pieces[at]?.start === piece.start && (this.pieces[at]?.end ?? 0) <= piece.end) at++;
    this.pieces.splice(at, 0, piece);
  }

  at(start: number, end: number): Location {
    return { file: this.path, ...this.index.range(start, end) };
  }

  problem(cause: ProblemCause, start: number, end: number, message: string): void {
    this.work.problems.push({ cause, ...this.at(start, end), message });
  }

  note(start: number, end: number, message: string): void {
    this.work.notes.push({ ...this.at(start, end), message });
  }

  ask(
    kind: ConversionQuestion['kind'],
    name: string,
    assumed: string,
    start: number,
    end: number,
    message: string,
  ): void {
    this.work.questions.push({ kind, name, assumed, ...this.at(start, end), message });
  }
}

/** What one conversion has found so far. */
export class Work {
  readonly questions: ConversionQuestion[] = [];
  readonly problems: ConversionProblem[] = [];
  readonly notes: ConversionNote[] = [];
  /** Whether the Debian image that stands for others was put into a FROM. */
  usesBase = false;
  private readonly files = new Map<string, FileWork>();

  constructor(
    readonly target: Target,
    readonly names: PackageNames,
    readonly t: Translate,
  ) {}

  /** A file to edit; the same one for the same path. */
  file(path: string, text: string): FileWork {
    const known = this.files.get(path) ?? new FileWork(path, text, this);
    this.files.set(path, known);
    return known;
  }

  /** Whether a file has been looked at. */
  has(path: string): boolean {
    return this.files.has(path);
  }

  edits(): readonly Edit[] {
    return [...this.files.values()].flatMap((file) => file.edits());
  }

  /** How many edits there are in all files. */
  get size(): number {
    return [...this.files.values()].reduce((sum, { size }) => sum + size, 0);
  }
}
