import * as vscode from 'vscode';

/** Documents with this scheme are files as git has them. */
export const gitScheme = 'mips-port-git';

/**
 * The document for a file as a repository has it; empty where it has none of that name.
 *
 * @param folder Absolute path of the repository.
 * @param revision A commit, its parent (`hash^`), `HEAD`, or `:1`, `:2` and `:3` for the sides of a conflict.
 * @param file Relative to the repository's root, with `/`.
 */
export function gitUri(folder: string, revision: string, file: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.Uri.file(folder), file).with({
    scheme: gitScheme,
    query: JSON.stringify({ folder, revision, file }),
  });
}

/** Reads such a document; undefined for an address that is none of ours. */
export async function readGitContent(uri: vscode.Uri): Promise<string | undefined> {
  const named = parseQuery(uri.query);
  if (!named || !vscode.workspace.isTrusted) return undefined;
  const { runGit } = await import('../node/git/runGit');
  // cat-file, for git show runs the filters that a repository's configuration names.
  const { folder, revision, file } = named;
  const end = await runGit(folder, ['cat-file', 'blob', `${revision}:${file}`]);
  return end.ok ? end.stdout : '';
}

interface Named {
  readonly folder: string;
  readonly revision: string;
  readonly file: string;
}

function parseQuery(query: string): Named | undefined {
  try {
    const { folder, revision, file } = JSON.parse(query) as Partial<Record<keyof Named, unknown>>;
    if (typeof folder !== 'string' || typeof file !== 'string' || typeof revision !== 'string')
      return undefined;
    return /^(?:HEAD|[0-9a-f]{7,64}\^?|:[123])$/.test(revision) ? { folder, revision, file } : undefined;
  } catch {
    return undefined;
  }
}
