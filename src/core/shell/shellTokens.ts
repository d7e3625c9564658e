/** A word or an operator of a shell script, with its offsets in the text. */
export interface ShellToken {
  readonly kind: 'word' | 'operator' | 'newline';
  /** As written, quotes and all. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const operators = [
  '&&',
  '||',
  ';;&',
  ';;',
  ';&',
  '|&',
  '&>>',
  '&>',
  '<<<',
  '<<-',
  '<<',
  '>>',
  '>|',
  '<>',
  '>&',
  '<&',
];
const single = '|&;()<>';

/**
 * Splits a shell script into words, operators and line ends. Quotes, command
 * substitutions and parameter expansions stay inside their word; comments and
 * here-documents are left out; a backslash before a line end joins lines. Text
 * that no shell would take (an open quote) ends with the text.
 */
export function shellTokens(text: string): readonly ShellToken[] {
  const tokens: ShellToken[] = [];
  const pendingHeredocs: string[] = [];
  let at = 0;
  let inDoubleBrackets = false;
  const push = (kind: ShellToken['kind'], start: number): void => {
    tokens.push({ kind, text: text.slice(start, at), start, end: at });
  };
  while (at < text.length) {
    const start = at;
    const char = text[at] ?? '';
    if (char === '\n') {
      at++;
      push('newline', start);
      for (const delimiter of pendingHeredocs.splice(0)) at = endOfHeredoc(text, at, delimiter);
    } else if (char === ' ' || char === '\t' || char === '\r') at++;
    else if (char === '\\' && /^\\\r?\n/.test(text.slice(at, at + 3))) at = text.indexOf('\n', at) + 1;
    else if (char === '#') at = endOfLine(text, at);
    else {
      const operator =
        inDoubleBrackets || !single.includes(char)
          ? undefined
          : (operators.find((candidate) => text.startsWith(candidate, at)) ?? char);
      if (operator !== undefined) {
        at += operator.length;
        push('operator', start);
        continue;
      }
      at = endOfWord(text, at, inDoubleBrackets);
      push('word', start);
      const word = text.slice(start, at);
      if (word === '[[') inDoubleBrackets = true;
      else if (word === ']]') inDoubleBrackets = false;
      const before = tokens.at(-2);
      if (before?.kind === 'operator' && (before.text === '<<' || before.text === '<<-')) {
        pendingHeredocs.push(unquote(word));
      }
    }
  }
  return tokens;
}

/** A word without its quotes and backslashes; expansions stay as they are. */
export function unquote(word: string): string {
  let result = '';
  for (let at = 0; at < word.length;) {
    const char = word[at] ?? '';
    const lineEnd = char === '\\' ? /^\\\r?\n/.exec(word.slice(at, at + 3))?.[0].length : undefined;
    if (lineEnd !== undefined) at += lineEnd;
    else if (char === '\\') {
      result += word[at + 1] ?? '';
      at += 2;
    } else if (char === "'") {
      const end = endOfSingleQuotes(word, at);
      result += word.slice(at + 1, word[end - 1] === "'" && end - 1 > at ? end - 1 : end);
      at = end;
    } else if (char === '"') at++;
    else if (char === '$' && (word[at + 1] === '(' || word[at + 1] === '{')) {
      const end = endOfExpansion(word, at);
      result += word.slice(at, end);
      at = end;
    } else {
      result += char;
      at++;
    }
  }
  return result;
}

/** The offset behind `$(…)`, `${…}` or a back-quoted command that starts at `at`. */
export function endOfExpansion(text: string, at: number): number {
  if (text[at] === '`') {
    for (let i = at + 1; i < text.length; i++) {
      if (text[i] === '\\') i++;
      else if (text[i] === '`') return i + 1;
    }
    return text.length;
  }
  const open = text[at + 1] ?? '';
  const close = open === '(' ? ')' : '}';
  let depth = 0;
  for (let i = at + 1; i < text.length; i++) {
    const char = text[i] ?? '';
    if (char === '\\') i++;
    else if (char === "'" && open === '(') i = endOfSingleQuotes(text, i) - 1;
    else if (char === '"') i = endOfDoubleQuotes(text, i) - 1;
    else if (char === open) depth++;
    else if (char === close && --depth === 0) return i + 1;
  }
  return text.length;
}

/** Characters that mean nothing but themselves in a word; most words are no more than a run of them. */
const plain = /[^\s|&;()<>\\'"`$=]+/y;

function endOfWord(text: string, start: number, inDoubleBrackets: boolean): number {
  // `]];`: what ends the test ends the word too.
  if (inDoubleBrackets && text.startsWith(']]', start)) return start + 2;
  let at = start;
  while (at < text.length) {
    plain.lastIndex = at;
    if (plain.test(text)) at = plain.lastIndex;
    const char = text[at] ?? ' ';
    if (/\s/.test(char) || (!inDoubleBrackets && single.includes(char))) return at;
    // `name\` at the end of a line: the word ends here where the next line starts with a space.
    if (char === '\\' && /^\\\r?\n(?:[\s|&;()<>]|$)/.test(text.slice(at, at + 4))) return at;
    if (char === '\\') at += 2;
    else if (char === "'") at = endOfSingleQuotes(text, at);
    else if (char === '"') at = endOfDoubleQuotes(text, at);
    else if (char === '`' || (char === '$' && '({'.includes(text[at + 1] ?? ' ')))
      at = endOfExpansion(text, at);
    else if (char === '=' && text[at + 1] === '(' && /^\w+\+?$/.test(text.slice(start, at))) {
      // An array assignment is one word: flags=(-a -b).
      at = endOfExpansion(text, at);
    } else at++;
  }
  return Math.min(at, text.length);
}

function endOfSingleQuotes(text: string, at: number): number {
  const end = text.indexOf("'", at + 1);
  return end < 0 ? text.length : end + 1;
}

/** What means something between double quotes. */
const special = /["\\`$]/g;

function endOfDoubleQuotes(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    special.lastIndex = i;
    if (!special.test(text)) break;
    i = special.lastIndex - 1;
    const char = text[i] ?? '';
    if (char === '\\') i++;
    else if (char === '"') return i + 1;
    else if (char === '`' || (char === '$' && '({'.includes(text[i + 1] ?? ' ')))
      i = endOfExpansion(text, i) - 1;
  }
  return text.length;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function endOfHeredoc(text: string, start: number, delimiter: string): number {
  for (let at = start; at < text.length;) {
    const end = endOfLine(text, at);
    // Scripts inside YAML are indented, and so is what ends their here-documents.
    const line = text.slice(at, end).trim();
    at = Math.min(end + 1, text.length);
    if (line === delimiter) return at;
  }
  return text.length;
}
