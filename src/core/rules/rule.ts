import type { Fact } from '../go/facts';
import type { PackageView, GoTree } from '../go/packages';
import type { SourceFiles } from '../files';
import type { AbiTables } from '../target/abi';
import type { Target } from '../target/targets';
import type { Translate } from '../l10n';
import type { Finding, Severity } from '../types';

/** What a rule may ask while it works; everything in it is read-only. */
export interface RuleContext {
  readonly host: Target;
  readonly target: Target;
  readonly abi: AbiTables;
  readonly t: Translate;
  readonly files: SourceFiles;
  /** The tree the facts are of; with it a rule can try a fix out before it calls it safe. */
  readonly tree?: GoTree;
  /** Whether a conversion that the host does not need gets `//nolint:unconvert`, asked for a file of the tree. */
  nolintUnconvert(file: string): boolean;
}

/** What the documentation page of a rule says; plain text with Markdown inside paragraphs. */
export interface RuleDocumentation {
  /** One sentence: what breaks. */
  readonly summary: string;
  /** Why it breaks on the target, with sources; paragraphs. */
  readonly why: readonly string[];
  /** Go or build-file code before and after the fix. */
  readonly example: { readonly language: string; readonly before: string; readonly after: string };
  /** What the fix does, and when there is none. */
  readonly fix: readonly string[];
  /** What looks alike and is not a finding. */
  readonly notFound: readonly string[];
  /** Upstream issues and commits where this happened. */
  readonly seenIn: readonly string[];
}

/** A text that every file of a rule's holds. Few files may hold it: each of them is looked at closely. */
export interface Needle {
  /** ASCII; looked for byte by byte. */
  readonly text: string;
  /** What the file has to match as well, its bytes read as Latin-1; absent where the text is enough. Without the flags `g` and `y`, which keep a state. */
  readonly confirm?: RegExp;
  /**
   * Whether it counts only in packages that import `syscall` or `x/sys/unix`.
   * Their files are told by their imports, so that such a needle costs nothing
   * elsewhere, where any other is looked for in every byte of a tree. Only for Go files.
   */
  readonly besideKernel?: true;
  /** Whether it counts only in files that import "C", which costs nothing elsewhere either. Only for Go files. */
  readonly withCgo?: true;
}

/** Whether a text, or bytes read as Latin-1, holds a needle. */
export function holds(text: string, { text: wanted, confirm }: Needle): boolean {
  return text.includes(wanted) && (confirm?.test(text) ?? true);
}

const patterns = new WeakMap<readonly Needle[], RegExp>();

/** One pattern for the texts of all needles: most files hold none of them, and one pass says so. */
export function anyOf(needles: readonly Needle[]): RegExp {
  const known = patterns.get(needles);
  if (known) return known;
  const texts = needles.map(({ text }) => text.replace(/[^\w ]/g, '\\$&'));
  const made = new RegExp(texts.length === 0 ? '(?!)' : texts.join('|'));
  patterns.set(needles, made);
  return made;
}

/** A text file that is not Go, offered to rules by name before it is read. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/**
 * A rule: what it looks for, why, and its fix. A rule takes the inputs it
 * names and returns findings; it does no I/O and keeps no state.
 */
export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  readonly documentation: RuleDocumentation;
  /** Turns one fact into findings; an empty list where the fact is not this rule's. */
  fromFact?(fact: Fact, context: RuleContext): readonly Finding[];
  /**
   * Looks at a Go package under the host's and the target's view.
   *
   * @param only Path of the one file whose findings are wanted; those of others may be left out then.
   */
  fromPackage?(views: PackageViews, tree: GoTree, context: RuleContext, only?: string): readonly Finding[];
  /**
   * What makes a Go file worth parsing for `fromPackage`, where it is neither
   * a name that differs between the ABI tables nor in a package of which host
   * and target build different files.
   */
  readonly needles?: readonly Needle[];
  /** Whether `fromFile` wants the file of this path (relative to the root). It is asked for every file, so it looks at the path alone. */
  wantsFile?(path: string): boolean;
  /**
   * What a wanted file has to hold, one of these at least, for `fromFile` to be
   * asked about it; absent where every wanted file counts. A file is read once
   * for all rules, and neither decoded nor parsed where no rule's needle is in it.
   */
  readonly fileNeedles?: readonly Needle[];
  /** What a wanted file may be altogether without any needle, as one that holds a version and nothing else; from `^` to `$`, so that it fails early. */
  readonly wholeFile?: RegExp;
  fromFile?(file: TextFile, context: RuleContext): readonly Finding[];
  /**
   * Whether `fromBinary` wants the file of this path. Few names may be wanted:
   * of each file some bytes are read from disk.
   */
  wantsBinary?(path: string): boolean;
  /** Looks at a file that may hold no text, through the context's `files.readBytes`. Its findings are at 1:1. */
  fromBinary?(path: string, context: RuleContext): readonly Finding[];
}

export interface PackageViews {
  readonly host: PackageView;
  readonly target: PackageView;
}
