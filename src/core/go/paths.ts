/** Joins folder and name; the root is the empty string. */
export function joinPath(dir: string, name: string): string {
  return dir === '' ? name : `${dir}/${name}`;
}

/** The folder of a path; the root's own folder is the root. */
export function parentOf(path: string): string {
  const at = path.lastIndexOf('/');
  if (at < 0) return '';
  if (at !== lastParent.length || !path.startsWith(lastParent)) lastParent = path.slice(0, at);
  return lastParent;
}

/** Paths come folder by folder, and a text that a map has seen before is found in it faster than a new one that is equal. */
let lastParent = '';

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A folder and all folders above it, the root last. */
export function withAncestors(dir: string): string[] {
  const found = [dir];
  for (let at = dir; at !== '';) {
    at = parentOf(at);
    found.push(at);
  }
  return found;
}

/** `dir` and the relative path `to` joined, or undefined where that leads out of the root. */
export function resolveInside(dir: string, to: string): string | undefined {
  if (to.startsWith('/')) return undefined;
  const parts = dir === '' ? [] : dir.split('/');
  for (const part of to.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** What follows a prefix made of whole path elements, or undefined: `b` of `a/b` below `a`; everything is below ''. */
export function below(path: string, prefix: string): string | undefined {
  if (prefix === '') return path;
  if (path === prefix) return '';
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : undefined;
}
