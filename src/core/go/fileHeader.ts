/** An import as the header scanner sees it. */
export interface HeaderImport {
  readonly path: string;
  readonly alias?: string;
  /** Offset of the import spec: of its alias, or else of its string. */
  readonly start: number;
}

/** What stands before a Go file's declarations. */
export interface FileHeader {
  /** Absent where there is no readable package clause. */
  readonly packageName?: string;
  /** The import path that a comment after the package clause demands: `package p // import "a/p"`. */
  readonly importComment?: string;
  readonly imports: readonly HeaderImport[];
  /** False where the text ends before the imports do; a longer piece of the file then tells more. */
  readonly complete: boolean;
}

const space = 0x20;
const newline = 0x0a;
const slash = 0x2f;
const star = 0x2a;
const quote = 0x22;
const backquote = 0x60;
const backslash = 0x5c;
const dot = 0x2e;
const open = 0x28;
const close = 0x29;

/**
 * Reads the package clause and the imports of a Go file without a parser, from
 * its text or from the beginning of it. Like `go/build` it takes semicolons for
 * spaces, and stops at the first thing that is not an import. Never throws.
 *
 * @param keep Makes a string that does not keep the text alive which it was cut from.
 */
export function scanFileHeader(text: string, keep: (slice: string) => string = copyOf): FileHeader {
  return new HeaderScanner(text, keep).scan();
}

/** A package clause and one list of imports behind it, as gofmt writes them. */
const usualHeader = /package \w+\n+import \(([^()`\\;]*)\)/y;

/**
 * What a Go file imports, as `scanFileHeader` tells it of sources that Go
 * takes, but several times as fast for files that begin as most do.
 */
export function importPathsOf(text: string): {
  readonly paths: readonly string[];
  readonly complete: boolean;
} {
  usualHeader.lastIndex = skipSpaceAndComments(text, 0);
  const list = usualHeader.exec(text)?.[1];
  if (list !== undefined && !/\/[/*]/.test(list)) {
    const next = skipSpaceAndComments(text, usualHeader.lastIndex);
    if (!text.startsWith('import', next)) {
      const parts = list.split('"');
      const paths: string[] = [];
      for (let at = 1; at < parts.length; at += 2) paths.push(parts[at] ?? '');
      return { paths, complete: next < text.length };
    }
  }
  const { imports, complete } = scanFileHeader(text, asItIs);
  return { paths: imports.map(({ path }) => path), complete };
}

/** For a slice that is looked at while the text is alive. */
function asItIs(slice: string): string {
  return slice;
}

/** The offset of the first thing in a file that is neither space nor comment, or the length of the text. */
export function skipSpaceAndComments(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (
      code === space ||
      code === newline ||
      code === 0x09 ||
      code === 0x0d ||
      code === 0x0c ||
      code === 0x3b
    ) {
      at++;
    } else if (code === slash && text.charCodeAt(at + 1) === slash) {
      const end = text.indexOf('\n', at);
      if (end < 0) return text.length;
      at = end + 1;
    } else if (code === slash && text.charCodeAt(at + 1) === star) {
      const end = text.indexOf('*/', at + 2);
      if (end < 0) return text.length;
      at = end + 2;
    } else {
      return at;
    }
  }
}

class HeaderScanner {
  private at = 0;
  private readonly imports: HeaderImport[] = [];

  constructor(
    private readonly text: string,
    private readonly kept: (slice: string) => string,
  ) {
    if (text.startsWith('\ufeff')) this.at = 1;
  }

  scan(): FileHeader {
    if (!this.keyword('package')) return this.result();
    this.skip();
    const packageName = this.kept(this.identifier());
    if (packageName === '') return this.result();
    const importComment = this.importComment();
    const clause = { packageName, ...(importComment === undefined ? {} : { importComment }) };
    while (this.keyword('import') && this.importDeclaration());
    return { ...this.result(), ...clause };
  }

  private result(): FileHeader {
    return { imports: this.imports, complete: this.at < this.text.length };
  }

  private importDeclaration(): boolean {
    this.skip();
    if (this.text.charCodeAt(this.at) !== open) return this.importSpec();
    this.at++;
    for (;;) {
      this.skip();
      if (this.text.charCodeAt(this.at) === close) {
        this.at++;
        return true;
      }
      if (!this.importSpec()) return false;
    }
  }

  private importSpec(): boolean {
    this.skip();
    const start = this.at;
    let alias = '';
    if (this.text.charCodeAt(this.at) === dot) {
      alias = '.';
      this.at++;
    } else {
      alias = this.identifier();
    }
    this.skip();
    const path = this.stringLiteral();
    if (path === undefined) return false;
    this.imports.push({ path, start, ...(alias === '' ? {} : { alias }) });
    return true;
  }

  /** Import paths have no escapes in practice; one that does is kept as written and resolves nowhere. */
  private stringLiteral(): string | undefined {
    const delimiter = this.text.charCodeAt(this.at);
    if (delimiter !== quote && delimiter !== backquote) return undefined;
    const plain = this.plainLiteral(delimiter);
    if (plain !== undefined) return plain;
    for (let end = this.at + 1; end < this.text.length; end++) {
      const code = this.text.charCodeAt(end);
      if (code === delimiter) {
        const content = this.kept(this.text.slice(this.at + 1, end));
        this.at = end + 1;
        return content;
      }
      if (delimiter === quote) {
        if (code === newline) return undefined;
        if (code === backslash) end++;
      }
    }
    this.at = this.text.length;
    return undefined;
  }

  /** A literal without escapes, as nearly all are: searching for its end is faster than looking at each character. */
  private plainLiteral(delimiter: number): string | undefined {
    const end = this.text.indexOf(delimiter === quote ? '"' : '`', this.at + 1);
    if (end < 0) return undefined;
    const content = this.text.slice(this.at + 1, end);
    if (delimiter === quote && /[\\\n]/.test(content)) return undefined;
    this.at = end + 1;
    return this.kept(content);
  }

  /** `// import "path"` or its block form, on the line of the package clause. */
  private importComment(): string | undefined {
    const end = this.text.indexOf('\n', this.at);
    const line = this.text.slice(this.at, end < 0 ? this.text.length : end);
    return /^[ \t;]*(?:\/\/|\/\*)[ \t]*import[ \t]+["`]([^"`]+)["`]/.exec(line)?.[1];
  }

  private keyword(word: string): boolean {
    this.skip();
    if (
      !this.text.startsWith(word, this.at) ||
      isIdentifierPart(this.text.charCodeAt(this.at + word.length))
    ) {
      return false;
    }
    this.at += word.length;
    return true;
  }

  private identifier(): string {
    const start = this.at;
    while (isIdentifierPart(this.text.charCodeAt(this.at))) this.at++;
    return this.text.slice(start, this.at);
  }

  private skip(): void {
    this.at = skipSpaceAndComments(this.text, this.at);
  }
}

/**
 * The same text in memory of its own: a slice keeps the whole text alive that
 * it was cut from, here eight kilobytes for each import path.
 */
export function copyOf(slice: string): string {
  return ` ${slice}`.slice(1);
}

/** Letters, digits, `_` and everything outside ASCII; false for the NaN past the end. */
function isIdentifierPart(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code >= 0x80
  );
}
