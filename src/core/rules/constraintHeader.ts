import type { SourceFiles } from '../files';
import { plusBuildLines } from './buildTags';

/**
 * The constraint lines for a new Go file, without an empty line after them.
 * Go before 1.17 reads only `// +build`: a module that says it is for such a
 * Go, and a tree without modules, gets both forms.
 */
export function constraintHeader(expression: string, path: string, files: SourceFiles): readonly string[] {
  const plus = needsPlusBuild(path, files) ? (plusBuildLines(expression) ?? []) : [];
  return [`//go:build ${expression}`, ...plus.map((line) => `// +build ${line}`)];
}

function needsPlusBuild(path: string, files: SourceFiles): boolean {
  for (let dir = path; dir !== '';) {
    dir = dir.slice(0, Math.max(0, dir.lastIndexOf('/')));
    const module = files.readText(dir === '' ? 'go.mod' : `${dir}/go.mod`);
    if (module === undefined) continue;
    const minor = /^go\s+1\.(\d+)/m.exec(module)?.[1];
    return minor === undefined || Number(minor) < 17;
  }
  return true;
}
