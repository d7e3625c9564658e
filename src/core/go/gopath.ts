/** What a Go file says about import paths. */
export interface ImportSource {
  readonly dir: string;
  /** Of a comment such as `package p // import "a/p"`. */
  readonly importComment?: string;
  readonly imports: readonly string[];
}

/**
 * The import path of a folder that lies in a GOPATH workspace: what follows the
 * last `/src/` that a host name follows. Undefined for any other folder.
 */
export function importPathInGopath(absoluteDir: string): string | undefined {
  const dir = absoluteDir.replaceAll('\\', '/').replace(/\/+$/, '');
  return /^.*\/src\/([^/]+\.[^/]+(?:\/.*)?)$/.exec(dir)?.[1];
}

/**
 * Guesses the import path of a tree without go.mod from what its files say:
 * an import comment tells it; else it is the path in front of most imports that
 * end in a folder of the tree.
 *
 * @param packageDirs the folders with Go files
 */
export function guessRootImportPath(
  sources: Iterable<ImportSource>,
  packageDirs: ReadonlySet<string>,
): string | undefined {
  const votes = new Map<string, number>();
  for (const source of sources) {
    const { importComment: comment, dir } = source;
    if (comment !== undefined) {
      if (dir === '') return comment;
      if (comment.endsWith(`/${dir}`)) return comment.slice(0, -dir.length - 1);
    }
    for (const path of source.imports) {
      for (const [prefix, rest] of splits(path)) {
        if (packageDirs.has(rest)) votes.set(prefix, (votes.get(prefix) ?? 0) + 1);
      }
    }
  }
  let best: string | undefined;
  for (const [prefix, count] of votes) {
    if (best === undefined || count > (votes.get(best) ?? 0)) best = prefix;
  }
  return best;
}

/** The ways to cut an import path with a host name into a prefix of at least two elements, or a host, and the rest. */
function* splits(path: string): Iterable<[string, string]> {
  if (!/^[^/]+\.[^/]+\//.test(path)) return;
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    yield [path.slice(0, at), path.slice(at + 1)];
  }
}
