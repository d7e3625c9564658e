/**
 * A test for paths relative to a root, from globs as VS Code writes them:
 * `**` for any folders, `*` and `?` inside one name, `{a,b}` for alternatives.
 * A glob that names a folder covers what is in it.
 */
export function matchGlobs(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.filter((glob) => glob !== '').map(toPattern);
  return (path) => patterns.some((pattern) => pattern.test(path));
}

function toPattern(glob: string): RegExp {
  let pattern = '';
  let depth = 0;
  for (let at = 0; at < glob.length; at++) {
    const char = glob.charAt(at);
    if (glob.startsWith('**/', at)) {
      pattern += '(?:[^/]+/)*';
      at += 2;
    } else if (glob.startsWith('**', at)) {
      pattern += '.*';
      at += 1;
    } else if (char === '*') pattern += '[^/]*';
    else if (char === '?') pattern += '[^/]';
    else if (char === '{' && glob.includes('}', at)) {
      pattern += '(?:';
      depth++;
    } else if (char === '}' && depth > 0) {
      pattern += ')';
      depth--;
    } else if (char === ',' && depth > 0) pattern += '|';
    else pattern += char.replace(/[\\^$.|+()[\]{}*?]/, '\\$&');
  }
  return new RegExp(`^${pattern}${')'.repeat(depth)}(?:/.*)?$`);
}
