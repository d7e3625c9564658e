import { joinPath } from '../manifest/paths';

/** Joins an absolute path and a relative one. */
export function joinAbsolute(root: string, path: string): string {
  const relative = joinPath(path);
  if (relative === '.') return root;
  return root.endsWith('/') ? `${root}${relative}` : `${root}/${relative}`;
}

/** The folder above an absolute path. */
export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** The way from a folder to a file, both relative to the same place and neither climbing out of it. */
export function relativeFrom(folder: string, file: string): string {
  const from = joinPath(folder)
    .split('/')
    .filter((part) => part !== '.');
  const to = joinPath(file).split('/');
  let common = 0;
  while (common < from.length && common < to.length - 1 && from[common] === to[common]) common++;
  const up = from.slice(common).map(() => '..');
  return (up.length > 0 ? [...up, ...to.slice(common)] : ['.', ...to.slice(common)]).join('/');
}
