/** A message of a tool about a place in a file. */
export interface ToolDiagnostic {
  readonly severity: 'error' | 'warning';
  /** As the tool wrote it, relative to its working directory or absolute; undefined where the tool named none. */
  readonly file: string | undefined;
  /** From 1. */
  readonly line: number;
  /** From 1, in bytes as Go counts; 1 where the tool named none. */
  readonly column: number;
  readonly message: string;
  /** Import path of the failing test's package: `file` is then relative to that package's folder. */
  readonly testPackage?: string;
  readonly mismatch?: TypeMismatch;
}

/** Two types that do not fit, out of the compiler's words. */
export interface TypeMismatch {
  readonly have: string;
  readonly want: string;
}

/**
 * How Go releases word a value of the wrong type: until 1.17, 1.18 and 1.19,
 * since 1.20; and, in all of them, two operands that do not fit.
 */
const mismatches: readonly RegExp[] = [
  /\(type (?<have>[^()]+)\) as type (?<want>\S+)/,
  /\((?:variable|value|constant[^()]*) of type (?<have>[^()]+)\) as type (?<want>\S+)/,
  /\((?:variable|value|constant[^()]*) of (?:\w+ )?type (?<have>[^()]+)\) as (?<want>.+?) value in /,
  /\(mismatched types (?<have>\S+) and (?<want>\S+)\)/,
];

/** The two types of a mismatch message of any Go release, or undefined. */
export function typeMismatch(message: string): TypeMismatch | undefined {
  for (const pattern of mismatches) {
    const groups = pattern.exec(message)?.groups;
    const { have, want } = groups ?? {};
    if (have !== undefined && want !== undefined) return { have, want };
  }
  return undefined;
}

const position =
  /^(?<vet>vet: )?(?<file>(?:[A-Za-z]:)?[^\s:][^:]*\.(?:go|s|S|c|cc|cpp|cxx|h|mod|work)):(?<line>\d+)(?::(?<column>\d+))?: (?<message>.+)$/;
const testFailure = /^\s+(?<file>[^\s:/]+_test\.go|[^\s:/]+\.go):(?<line>\d+): (?<message>.*)$/;
const testPackageEnd = /^(?:FAIL|ok)\s+(?<package>[^\s:]+)\s+(?:\(cached\)|[\d.]+s|\[build failed\])/;
const loadError =
  /^(?:go: |package |build |go build )?(?<message>.*(?:build constraints exclude all Go files in|updates to go\.mod needed|requires go >= |cannot find module|is not in (?:GOROOT|std)|no required module provides|-buildmode=\S+ not supported on|is not supported on linux\/|cannot find main module|inconsistent vendoring|C compiler .* not found|executable file not found).*)$/;

/**
 * Reads what `go build`, `go vet`, `go test` and the C compiler under cgo
 * print, line by line. Keeps no more than `limit` messages.
 */
export class GoOutputParser {
  private readonly found: ToolDiagnostic[] = [];
  private readonly seen = new Set<string>();
  private pendingTests: ToolDiagnostic[] = [];
  private failing = false;
  private rest = '';

  constructor(private readonly limit = 1000) {}

  /** Takes the next piece of output, cut anywhere. */
  write(chunk: string): void {
    const lines = (this.rest + chunk).split(/\r?\n/);
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.line(line);
  }

  /** What was found, after the last piece. */
  end(): readonly ToolDiagnostic[] {
    if (this.rest !== '') this.line(this.rest);
    this.rest = '';
    for (const test of this.pendingTests) this.add(test);
    this.pendingTests = [];
    return this.found;
  }

  private line(line: string): void {
    const place = position.exec(line)?.groups;
    if (place) {
      this.add(diagnostic(place));
      return;
    }
    if (/^\s*--- FAIL: /.test(line)) {
      this.failing = true;
      return;
    }
    const test = this.failing ? testFailure.exec(line)?.groups : undefined;
    if (test) {
      this.pendingTests.push(diagnostic(test));
      return;
    }
    const testPackage = testPackageEnd.exec(line)?.groups?.['package'];
    if (testPackage !== undefined) {
      for (const pending of this.pendingTests) this.add({ ...pending, testPackage });
      this.pendingTests = [];
      this.failing = false;
      return;
    }
    if (/^\t/.test(line)) {
      this.continue(line.trim());
      return;
    }
    const message = loadError.exec(line)?.groups?.['message'];
    if (message !== undefined) {
      this.add({ severity: 'error', file: undefined, line: 1, column: 1, message });
    }
  }

  /** A line that begins with a tab belongs to the message before it (`have (…)`, `want (…)`). */
  private continue(text: string): void {
    const last = this.failing ? undefined : this.found.pop();
    if (last) this.found.push({ ...last, message: `${last.message}\n${text}` });
  }

  private add(found: ToolDiagnostic): void {
    const key = `${found.file ?? ''}:${found.line}:${found.column}:${found.message}`;
    if (this.seen.has(key) || this.found.length >= this.limit || found.message === 'too many errors') return;
    this.seen.add(key);
    this.found.push(found);
  }
}

function diagnostic(groups: Readonly<Record<string, string | undefined>>): ToolDiagnostic {
  const words = groups['message'] ?? '';
  const severity = /^warning: /.test(words) ? 'warning' : 'error';
  const message = words.replace(/^(?:fatal error|error|warning): /, '');
  const mismatch = typeMismatch(message);
  return {
    severity,
    file: groups['file']?.replace(/^\.\//, ''),
    line: Math.max(1, Number(groups['line'])),
    column: Math.max(1, Number(groups['column'] ?? '1')),
    message,
    ...(mismatch ? { mismatch } : {}),
  };
}

/** Parses a whole output at once. */
export function parseGoOutput(output: string): readonly ToolDiagnostic[] {
  const parser = new GoOutputParser();
  parser.write(output);
  return parser.end();
}
