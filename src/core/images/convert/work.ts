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
  private readonly pieces: Piece[] = [];

  constructor(
    readonly path: string,
    readonly text: string,
    private readonly work: Work,
  ) {
    this.index = new LineIndex(text);
  }

  /** Replaces what stands between two offsets; does nothing where it stands there already or an edit has been made there. */
  replace(start: number, end: number, text: string): void {
    if (this.text.slice(start, end) === text) return;
    const clashes = this.pieces.some((piece) =>
      start === end || piece.start === piece.end
        ? start > piece.start && start < piece.end
        : start < piece.end && end > piece.start,
    );
    if (!clashes) this.pieces.push({ start, end, text });
  }

  insert(at: number, text: string): void {
    this.replace(at, at, text);
  }

  /** Whether anything is changed between two offsets. */
  touches(start: number, end: number): boolean {
    return this.pieces.some((piece) => piece.start < end && piece.end > start);
  }

  edits(): readonly Edit[] {
    return this.pieces
      .toSorted((a, b) => a.start - b.start || a.end - b.end)
      .map(({ start, end, text }) => ({ ...this.at(start, end), newText: text }));
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
}
