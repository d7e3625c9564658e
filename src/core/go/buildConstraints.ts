import { english, type Translate } from '../l10n';
import { tagHolds, type BuildContext } from './buildContext';
import { evaluate, parseGoBuild, parsePlusBuild, type Constraint } from './constraintExpr';
import { copyOf, scanFileHeader, skipSpaceAndComments } from './fileHeader';
import { knownArch, knownOs } from './syslist';

/** Why a build leaves a file out. */
export type ExclusionKind =
  /** The name begins with `_` or `.`, or is of no kind that Go builds. */
  | 'name'
  /** A `_GOOS`, `_GOARCH` or `_GOOS_GOARCH` suffix of the name. */
  | 'suffix'
  | 'constraint'
  /** A constraint that Go cannot read. */
  | 'invalid'
  | 'cgo'
  /** It is of another package than its folder, or of none. */
  | 'package';

export type FileMatch =
  | { readonly included: true }
  | { readonly included: false; readonly kind: ExclusionKind; readonly reason: string };

/** One constraint line of a file, with its place. */
export interface ConstraintLine {
  /** The line without surrounding space: `//go:build linux && !mips64le`. */
  readonly text: string;
  /** From 0. */
  readonly row: number;
  readonly constraint: Constraint;
}

/**
 * The constraints that count for a file: its `//go:build` line, or else all of
 * its `// +build` lines, which must hold together.
 */
export type FileConstraints =
  | {
      readonly ok: true;
      readonly form: 'go:build' | '+build' | 'none';
      readonly lines: readonly ConstraintLine[];
    }
  | { readonly ok: false; readonly error: string };

/** File name endings that a package may have beside `.go`, as in `go/build`. */
const otherExtensions: ReadonlySet<string> = new Set(
  '.c .cc .cpp .cxx .m .h .hh .hpp .hxx .f .F .for .f90 .s .S .sx .swig .swigcxx .syso'.split(' '),
);

/** Whether Go looks at a file of this name beside a package's Go files (`.s`, `.c`, `.h` …). */
export function isOtherSource(name: string): boolean {
  return otherExtensions.has(extension(name));
}

/**
 * Whether a build includes a file, by its name and by what its text begins with.
 *
 * @param name the file's name, without folders
 * @param head its text, or the first kilobytes of it; they must reach to the
 *   end of the imports for `import "C"` to be seen
 */
export function matchFile(
  name: string,
  head: string,
  context: BuildContext,
  t: Translate = english,
): FileMatch {
  const byName = matchName(name, context, t);
  if (!byName.included || extension(name) === '.syso') return byName;
  const byConstraints = matchConstraints(readConstraints(name, head), context, t);
  if (!byConstraints.included || context.cgo || !name.endsWith('.go') || name.endsWith('_test.go')) {
    return byConstraints;
  }
  return scanFileHeader(head).imports.some((spec) => spec.path === 'C') ? excludedByCgo(t) : byConstraints;
}

/** The part of `matchFile` that needs no text. */
export function matchName(name: string, context: BuildContext, t: Translate = english): FileMatch {
  const first = name.charAt(0);
  if (first === '_' || first === '.') {
    return excluded('name', t('Go ignores files whose names begin with {0}', first));
  }
  if (extension(name) !== '.go' && !isOtherSource(name)) {
    return excluded('name', t('Go does not build files of this kind'));
  }
  const wanted = nameSuffix(name);
  return wanted.every((tag) => tagHolds(tag, context))
    ? { included: true }
    : excluded('suffix', t('its name says {0} only', wanted.join('/')));
}

/** The GOOS and GOARCH that a file's name asks for: `['linux', 'amd64']` of `a_linux_amd64_test.go`. */
export function nameSuffix(name: string): readonly string[] {
  const dot = name.indexOf('.');
  let stem = dot < 0 ? name : name.slice(0, dot);
  if (stem.endsWith('_test')) stem = stem.slice(0, -'_test'.length);
  const end = stem.lastIndexOf('_');
  if (end < 0) return [];
  const last = stem.slice(end + 1);
  if (knownOs.has(last)) return [last];
  if (!knownArch.has(last)) return [];
  const before = stem.lastIndexOf('_', end - 1);
  const beforeLast = stem.slice(before + 1, end);
  return before >= 0 && knownOs.has(beforeLast) ? [beforeLast, last] : [last];
}

/** Whether constraints hold in a context. */
export function matchConstraints(
  constraints: FileConstraints,
  context: BuildContext,
  t: Translate = english,
): FileMatch {
  if (!constraints.ok) {
    return excluded('invalid', t('its build constraint cannot be read: {0}', constraints.error));
  }
  const broken = constraints.lines.find(
    (line) => !evaluate(line.constraint, (tag) => tagHolds(tag, context)),
  );
  return broken === undefined ? { included: true } : excluded('constraint', broken.text);
}

/**
 * Finds the constraints of a file where Go looks for them: `//go:build` among
 * the comments before the first other thing, `// +build` only in `//` comments
 * that a blank line separates from what follows.
 *
 * @param name tells Go files, which are read to their package clause, from others
 */
export function readConstraints(name: string, head: string): FileConstraints {
  if (!head.includes('go:build') && !head.includes('+build')) return { ok: true, form: 'none', lines: [] };
  const text = head.startsWith('\ufeff') ? head.slice(1) : head;
  const content = name.endsWith('.go') ? text : text.slice(0, skipSpaceAndComments(text, 0));
  const region = scanCommentRegion(content);
  if (region.goBuild.length > 1) return { ok: false, error: 'multiple //go:build comments' };
  const [line] = region.goBuild;
  if (line !== undefined) {
    const parsed = parseGoBuild(trimGo(line.text.slice('//go:build'.length)));
    if (!parsed.ok) return parsed;
    return { ok: true, form: 'go:build', lines: [{ ...line, constraint: parsed.constraint }] };
  }
  const lines = plusBuildLines(content.slice(0, region.blankLineEnd));
  return { ok: true, form: lines.length > 0 ? '+build' : 'none', lines };
}

/** The exclusion of a file that imports "C" where cgo is off. */
export function excludedByCgo(t: Translate): FileMatch {
  return excluded('cgo', t('it imports "C" and cgo is off'));
}

interface CommentRegion {
  readonly goBuild: readonly { readonly text: string; readonly row: number }[];
  /** Offset after the last blank line of the leading `//` comments. */
  readonly blankLineEnd: number;
}

/** Walks the leading comments and blank lines as `go/build` does, quirks included. */
function scanCommentRegion(content: string): CommentRegion {
  const goBuild: { text: string; row: number }[] = [];
  let blankLineEnd = 0;
  let onlyLineComments = true;
  let inBlockComment = false;
  let at = 0;
  for (let row = 0; at < content.length; row++) {
    const newline = content.indexOf('\n', at);
    const end = newline < 0 ? content.length : newline;
    const next = newline < 0 ? content.length : newline + 1;
    const line = trimGo(content.slice(at, end));
    at = next;
    if (line === '' && onlyLineComments) {
      blankLineEnd = next;
      continue;
    }
    if (!line.startsWith('//')) onlyLineComments = false;
    if (!inBlockComment && /^\/\/go:build(?:[\s\u0085]|$)/.test(line))
      goBuild.push({ text: copyOf(line), row });
    const after = skipComments(line, inBlockComment);
    if (after === 'text') break;
    inBlockComment = after === 'in block comment';
  }
  return { goBuild, blankLineEnd };
}

/** What a line leaves open, or `text` where something that is not a comment stands in it. */
function skipComments(line: string, startsInBlock: boolean): 'text' | 'in block comment' | 'nothing open' {
  let rest = line;
  let inBlock = startsInBlock;
  while (rest !== '') {
    if (inBlock) {
      const end = rest.indexOf('*/');
      if (end < 0) return 'in block comment';
      rest = trimGo(rest.slice(end + 2));
      inBlock = false;
    } else if (rest.startsWith('//')) {
      return 'nothing open';
    } else if (rest.startsWith('/*')) {
      rest = trimGo(rest.slice(2));
      inBlock = true;
    } else {
      return 'text';
    }
  }
  return inBlock ? 'in block comment' : 'nothing open';
}

function plusBuildLines(content: string): ConstraintLine[] {
  const found: ConstraintLine[] = [];
  for (const [row, raw] of content.split('\n').entries()) {
    const text = trimGo(raw);
    const expression = text.startsWith('//')
      ? /^\+build(?:[\s\u0085]+(.*))?$/.exec(trimGo(text.slice(2)))
      : null;
    const constraint = expression === null ? undefined : parsePlusBuild(expression[1] ?? '');
    if (constraint !== undefined) found.push({ text: copyOf(text), row, constraint });
  }
  return found;
}

/** `strings.TrimSpace`: unlike JavaScript's `trim` it leaves U+FEFF and removes U+0085. */
function trimGo(text: string): string {
  if (isPlain(text.charCodeAt(0)) && isPlain(text.charCodeAt(text.length - 1))) return text;
  return text.replace(/^(?:[^\S\ufeff]|\u0085)+/, '').replace(/(?:[^\S\ufeff]|\u0085)+$/, '');
}

/** Whether a character is ASCII and no space; false for the NaN of an empty text. */
function isPlain(code: number): boolean {
  return code > 0x20 && code < 0x80;
}

function extension(name: string): string {
  const at = name.lastIndexOf('.');
  return at < 0 ? '' : name.slice(at);
}

function excluded(kind: ExclusionKind, reason: string): FileMatch {
  return { included: false, kind, reason };
}
