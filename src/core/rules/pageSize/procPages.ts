import type { GoFile } from '../../go/packages';
import type { SyntaxNode } from '../../go/syntax';
import type { Place } from '../../go/types';
import type { Typing } from '../../go/typing';
import { pageNumbers, type PageNumber } from './pageNumbers';

/** Arithmetic on what a file below /proc says in pages. */
export interface ProcPages {
  readonly number: PageNumber;
  /** `statm`, `pagemap` or `stat`. */
  readonly source: string;
}

/** A name or a text of a file that counts in pages, as Go writes it: `"/proc/self/statm"`, `"statm"`. */
const sources = /["`/](statm|pagemap|stat)["`]/;
const functions = ['function_declaration', 'method_declaration'] as const;

/** Whether a file's text can hold such arithmetic; it is asked before the file is parsed. */
export function mayCountPages(text: string): boolean {
  return sources.test(text) && /\b4096\b|\b0x1000\b|<< ?12\b|>> ?12\b|[pP]age_?[sS]/i.test(text);
}

/** Numbers of bytes a page that functions which read such a file reckon with. */
export function procPages(file: GoFile, place: Place, typing: Typing): readonly ProcPages[] {
  if (!mayCountPages(file.text)) return [];
  return file.tree.rootNode.namedChildren
    .filter((node) => functions.some((type) => node.type === type))
    .flatMap((node) => inFunction(node, place, typing));
}

function inFunction(node: SyntaxNode, place: Place, typing: Typing): readonly ProcPages[] {
  const { text } = node;
  const source = sources.exec(text)?.[1];
  // Who asks for the page size knows that there are several.
  if (source === undefined || /Getpagesize|SC_PAGE_?SIZE|AT_PAGESZ/i.test(text)) return [];
  return pageNumbers(node, place, typing)
    .filter((number) => isOfPages(number, source))
    .map((number) => ({ number, source }));
}

function isOfPages({ is, operator, other }: PageNumber, source: string): boolean {
  if (is === 'mask') return source === 'pagemap' && operator === '&';
  const isScaled = operator === '*' || operator === '<<';
  if (source === 'pagemap') return isScaled || operator === '/' || operator === '%' || operator === '>>';
  // `/proc/PID/stat` has many other numbers in it; of `statm` all are pages.
  return isScaled && (source === 'statm' || /rss|resident|pages/i.test(other.text));
}
