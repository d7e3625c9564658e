import { locationOf } from '../../go/nodes';
import type { GoFile, GoTree } from '../../go/packages';
import type { Place } from '../../go/types';
import { makeTyping, type Typing } from '../../go/typing';
import type { Finding } from '../../types';
import type { PackageViews, Rule, RuleContext } from '../rule';
import { documentation } from './documentation';
import { getpagesizeFix } from './getpagesizeFix';
import { mappedPages, mayMapPages, outermost } from './mappedPages';
import { otherPageSize, type PageNumber } from './pageNumbers';
import { mayCountPages, procPages } from './procPages';

/** What a file holds beside its needle: a number that may be a page's, or a constant's name that may be one. */
const pageText = /\b409[56]\b|\b0x(?:1000|fff)\b|(?:<<|>>) ?12\b|\bpage_?s(?:ize|hift)\b/i;

/** A file below /proc that counts in pages. */
const countedText = /["`/](?:statm|pagemap|stat)["`]/;

/** The calls that want multiples of the page size. */
const mappings = ['Mmap(', 'Mprotect(', 'Madvise(', 'Msync(', 'Mlock(', 'Munlock(', 'SYS_M'];

/** Pages that are taken to have 4096 bytes. */
export const pageSize: Rule = {
  id: 'page-size',
  severity: 'warning',
  documentation,
  fromPackage: (views, tree, context, only) => ofPackage(views, tree, context, only),
  needles: [
    // Digits and signs are rarer than letters, and so the cheaper to look for.
    { text: '4096', confirm: countedText },
    { text: '<< 12', confirm: countedText },
    ...mappings.map((text) => ({ text, confirm: pageText, besideKernel: true as const })),
  ],
};

function ofPackage(
  views: PackageViews,
  tree: GoTree,
  context: RuleContext,
  only: string | undefined,
): readonly Finding[] {
  const { abi, target } = context;
  const other = otherPageSize(target.goarch);
  if (other === undefined || /(?:^|\/)golang\.org\/x\/sys\/unix$/.test(views.target.dir)) return [];
  const onHost = new Set(views.host.files.map((file) => file.path));
  const files = views.target.files.filter(
    (file) =>
      (only === undefined || file.path === only) &&
      // A file of the target's own has been written for its pages.
      onHost.has(file.path) &&
      (mayCountPages(file.text) || mayMapPages(file.text)),
  );
  if (files.length === 0) return [];
  const typing = makeTyping('target', target.goarch, tree, abi);
  return files.flatMap((file) => ofFile(file, { view: views.target, file }, typing, context, other));
}

/** A number that is told about, and what is told. */
interface Told {
  readonly number: PageNumber;
  readonly message: string;
}

function ofFile(
  file: GoFile,
  place: Place,
  typing: Typing,
  context: RuleContext,
  other: string,
): readonly Finding[] {
  const { t, target } = context;
  const told = new Map<number, Told>();
  const fixed: Finding[] = [];
  // A call's argument may be looked at twice.
  const tell = (number: PageNumber, message: string): void => {
    if (!told.has(number.node.startIndex)) told.set(number.node.startIndex, { number, message });
  };
  for (const { number, source } of procPages(file, place, typing)) {
    const name = `/proc/…/${source}`;
    tell(
      number,
      t('{0} counts in pages, which have {1} bytes on kernels for {2}, not 4096', name, other, target.goarch),
    );
  }
  for (const { number, call } of mappedPages(file, place, typing)) {
    const message = t(
      '{0} wants a multiple of the page size, which is {1} on kernels for {2}, not 4096',
      call,
      other,
      target.goarch,
    );
    if ('is' in number) tell(number, message);
    else fixed.push({ ...base, ...locationOf(file.path, number), message, fixes: [] });
  }
  return [...ofFunctions([...told.values()], place, typing, context), ...fixed];
}

/** The findings of each function, with the fix that they share. */
function ofFunctions(
  told: readonly Told[],
  place: Place,
  typing: Typing,
  context: RuleContext,
): readonly Finding[] {
  const groups = new Map<number, Told[]>();
  for (const one of told) {
    const owner = outermost(one.number.node).startIndex;
    const group = groups.get(owner) ?? [];
    groups.set(owner, group);
    group.push(one);
  }
  return [...groups.values()].flatMap((group) => {
    const numbers = group.map(({ number }) => number);
    const fix = getpagesizeFix(numbers, place, typing, context.t);
    return group.map(({ number, message }) => ({
      ...base,
      ...locationOf(place.file.path, number.node),
      message,
      fixes: fix ? [fix] : [],
    }));
  });
}

const base = { rule: 'page-size', severity: 'warning', certainty: 'likely' } as const;
