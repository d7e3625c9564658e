import { itemSpans } from './listText';
import type { Span } from '../buildFiles/appendItem';
import type { ArchitectureList } from './lists';

/** A token of HCL; texts keep their quotes. */
interface Token extends Span {
  readonly kind: 'name' | 'text' | 'sign';
}

/** Blanks and comments, a string (`${…}` in it may hold quotes), a name, anything else. */
const pattern =
  /(?:\s|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+|("(?:[^"\\$]|\\.|\$\{[^}]*\}|\$)*")|([A-Za-z_][\w.-]*)|[\s\S]/g;

/**
 * The lists of texts in a `docker-bake.hcl`: what stands in square brackets,
 * and texts that are lists, each with the attribute that holds it, or for the
 * default of a variable with the variable's name.
 */
export function bakeLists(text: string): readonly ArchitectureList[] {
  const tokens = tokensOf(text);
  const word = (at: number): string => {
    const token = tokens[at];
    return token ? text.slice(token.start, token.end) : '';
  };
  const found: ArchitectureList[] = [];
  let attribute: Token | undefined;
  let variable: Token | undefined;
  for (const [at, token] of tokens.entries()) {
    const is = word(at);
    if (is === 'variable' && tokens[at + 1]?.kind === 'text') variable = tokens[at + 1];
    else if (/^(?:target|group|function)$/.test(is) && word(at + 2) === '{') variable = undefined;
    if (token.kind === 'name' && /^[=:]$/.test(word(at + 1)) && word(at + 2) !== '=') attribute = token;
    const named =
      attribute && word(tokens.indexOf(attribute)) === 'default' ? (variable ?? attribute) : attribute;
    const items =
      is === '['
        ? textsUpTo(tokens, at + 1, (index) => word(index) === ']')
        : token.kind === 'text' && /[,\s]/.test(is)
          ? itemSpans(text, token.start, token.end)
          : [];
    if (items.length === 0) continue;
    found.push({
      name: named ? text.slice(named.start, named.end).replaceAll('"', '') : '',
      ...(named ? { nameSpan: { start: named.start, end: named.end } } : {}),
      items,
      canAppend: true,
    });
  }
  return found;
}

function tokensOf(text: string): readonly Token[] {
  return [...text.matchAll(pattern)].flatMap(({ 0: whole, 1: quoted, 2: name, index }): readonly Token[] => {
    if (/^(?:\s|#|\/\/|\/\*)/.test(whole)) return [];
    const kind = quoted !== undefined ? 'text' : name !== undefined ? 'name' : 'sign';
    return [{ kind, start: index, end: index + whole.length }];
  });
}

/** The texts from a token up to the one that closes; a list with anything else in it is computed. */
function textsUpTo(tokens: readonly Token[], from: number, closes: (at: number) => boolean): readonly Span[] {
  const texts: Span[] = [];
  for (let at = from; at < tokens.length && !closes(at); at++) {
    const token = tokens[at];
    if (token?.kind === 'text') texts.push({ start: token.start, end: token.end });
    else if (token?.kind === 'name') return [];
  }
  return texts;
}
