/** A `replace` of a go.mod or go.work file. */
export interface Replacement {
  readonly path: string;
  /** Only this version is replaced; every version where absent. */
  readonly version?: string;
  /** A folder (it begins with `./`, `../` or `/`) or a module path. */
  readonly by: string;
  readonly byVersion?: string;
}

export interface Requirement {
  readonly path: string;
  readonly version: string;
  readonly indirect: boolean;
  /** From 0. */
  readonly row: number;
}

/** The directives of a go.mod or go.work file that we use. */
export interface ModFile {
  /** Absent in go.work. */
  readonly module?: string;
  /** The `go` line as written: `1.22.3`. */
  readonly go?: string;
  readonly requires: readonly Requirement[];
  readonly replaces: readonly Replacement[];
  /** The folders of a go.work's `use`, as written. */
  readonly uses: readonly string[];
}

/** Reads go.mod or go.work. Lines that are not understood are passed over; it never throws. */
export function parseModFile(text: string): ModFile {
  let module: string | undefined;
  let go: string | undefined;
  const requires: Requirement[] = [];
  const replaces: Replacement[] = [];
  const uses: string[] = [];
  let block = '';
  for (const [row, line] of text.split('\n').entries()) {
    const indirect = /\/\/\s*indirect\b/.test(line);
    const words = splitWords(line);
    const [first] = words;
    if (first === undefined) continue;
    if (block !== '' && first === ')') {
      block = '';
      continue;
    }
    if (block === '' && words[1] === '(') {
      block = first;
      continue;
    }
    const verb = block === '' ? first : block;
    const operands = block === '' ? words.slice(1) : words;
    const [path, version] = operands;
    if (path === undefined) continue;
    if (verb === 'module') module = path;
    else if (verb === 'go') go = path;
    else if (verb === 'use') uses.push(path);
    else if (verb === 'require' && version !== undefined) requires.push({ path, version, indirect, row });
    else if (verb === 'replace') replaces.push(...replacement(operands));
  }
  return {
    ...(module === undefined ? {} : { module }),
    ...(go === undefined ? {} : { go }),
    requires,
    replaces,
    uses,
  };
}

function replacement(operands: readonly string[]): Replacement[] {
  const arrow = operands.indexOf('=>');
  const [path, version] = operands.slice(0, Math.max(arrow, 0));
  const [by, byVersion] = operands.slice(arrow + 1);
  if (arrow < 1 || path === undefined || by === undefined) return [];
  return [
    {
      path,
      by,
      ...(version === undefined ? {} : { version }),
      ...(byVersion === undefined ? {} : { byVersion }),
    },
  ];
}

/** Words are separated by spaces; quoted ones lose their quotes; a comment ends the line. */
function splitWords(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/\/\/.*|"[^"]*"|`[^`]*`|=>|[()]|[^\s()"`]+/g)) {
    if (word.startsWith('//')) break;
    words.push(/^["`]/.test(word) ? word.slice(1, -1) : word);
  }
  return words;
}
