/** Answers what a variable is; undefined where it is not set or not known. */
export type Lookup = (name: string) => string | undefined;

/**
 * A word of a Dockerfile with its variables filled in, as BuildKit does it:
 * `$X`, `${X}`, `${X:-default}`, `${X-default}`, `${X:+other}`, `${X+other}`,
 * quotes taken away, an escaped `$` kept. Undefined where it cannot be told: a
 * variable without a value, or an expansion with a pattern.
 */
export function expandWord(word: string, lookup: Lookup, escape = '\\'): string | undefined {
  let result = '';
  let quote = '';
  for (let at = 0; at < word.length;) {
    const char = word[at] ?? '';
    if (char === escape && quote !== "'") {
      result += word[at + 1] ?? '';
      at += 2;
    } else if ((char === '"' || char === "'") && (quote === '' || quote === char)) {
      quote = quote === '' ? char : '';
      at++;
    } else if (char === '$' && quote !== "'") {
      const end = endOfVariable(word, at);
      const value = end === at + 1 ? '$' : variableValue(word.slice(at, end), lookup, escape);
      if (value === undefined) return undefined;
      result += value;
      at = end;
    } else {
      result += char;
      at++;
    }
  }
  return result;
}

/** The names of the variables that a word takes, each once. */
export function variablesIn(word: string): readonly string[] {
  return [...new Set([...word.matchAll(/\$\{?(\w+)/g)].map((match) => match[1] ?? ''))];
}

function variableValue(expansion: string, lookup: Lookup, escape: string): string | undefined {
  const [, plain, braced, operator, other = ''] =
    /^\$(?:(\w+)|\{(\w+)(?:(:?[-+?])([^]*))?\})$/.exec(expansion) ?? [];
  const name = plain ?? braced;
  if (name === undefined) return undefined;
  const value = lookup(name);
  const isSet = value !== undefined && !(operator?.startsWith(':') === true && value === '');
  if (operator?.endsWith('-') === true) return isSet ? value : expandWord(other, lookup, escape);
  if (operator?.endsWith('+') === true) return isSet ? expandWord(other, lookup, escape) : '';
  return value;
}

/** The offset behind a `$…` that starts at `at`; the one behind the sign where it is none. */
function endOfVariable(word: string, at: number): number {
  if (word[at + 1] !== '{') return at + 1 + (/^\w+/.exec(word.slice(at + 1, at + 260))?.[0].length ?? 0);
  let depth = 0;
  for (let i = at + 1; i < word.length; i++) {
    if (word[i] === '{') depth++;
    else if (word[i] === '}' && --depth === 0) return i + 1;
  }
  return word.length;
}
