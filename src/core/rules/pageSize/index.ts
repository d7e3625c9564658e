import { locationOf } from '../../go/nodes';
import type { GoFile, GoTree } from '../../go/packages';
import type { Place } from '../../go/types';
import { makeTyping, type Typing } from '../../go/typing';
import type { Finding } from '../../types';
import type { PackageViews, Rule, RuleContext } from '../rule';
import { documentation } from './documentation';
import { getpagesizeFix } from './getpagesizeFix';
import { mappedPages, mayMapPages } from './mappedPages';
import { otherPageSize, type PageNumber } from './pageNumbers';
import { mayCountPages, procPages } from './procPages';

/** What a file holds beside its needle: a number that may be a page's, or a constant's name that may be one. */
const pageText = /\b409[56]\b|\b0x(?:1000|fff)\b|(?:<<|>>) ?12\b|\bpage_?s(?:ize|hift)\b/i;

/** Pages that are taken to have 4096 bytes. */
export const pageSize: Rule = {
  id: 'page-size',
  severity: 'warning',
  documentation,
  fromPackage: (views, tree, context, only) => ofPackage(views, tree, context, only),
  needles: [
    { text: 'statm', confirm: pageText },
    { text: 'pagemap', confirm: pageText },
    {
      text: '/stat"',
      confirm: /(?:rss|resident|pages)\w*\)? ?\* ?4096|4096 ?\* ?\w*(?:rss|resident|pages)/i,
    },
    { text: 'Mmap(', confirm: pageText },
    { text: 'SYS_MMAP', confirm: pageText },
    { text: 'Mprotect(', confirm: pageText },
    { text: 'SYS_MPROTECT', confirm: pageText },
    { text: 'Madvise(', confirm: pageText },
    { text: 'SYS_MADVISE', confirm: pageText },
    { text: 'SYS_MINCORE', confirm: pageText },
    { text: 'Msync(', confirm: pageText },
    { text: 'SYS_MSYNC', confirm: pageText },
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

function ofFile(
  file: GoFile,
  place: Place,
  typing: Typing,
  context: RuleContext,
  other: string,
): readonly Finding[] {
  const { t, target } = context;
  const seen = new Set<number>();
  const finding = (number: PageNumber, message: string): readonly Finding[] => {
    // The halves of `x & ^4095 | x & 4095` are two places, but a call's argument may be looked at twice.
    if (seen.has(number.node.startIndex)) return [];
    seen.add(number.node.startIndex);
    const fix = getpagesizeFix(number, file, place.view, typing, t);
    return [{ ...base, ...locationOf(file.path, number.node), message, fixes: fix ? [fix] : [] }];
  };
  return [
    ...procPages(file, place, typing).flatMap(({ number, source }) =>
      finding(
        number,
        t(
          '{0} counts in pages, which have {1} bytes on kernels for {2}, not 4096',
          `/proc/…/${source}`,
          other,
          target.goarch,
        ),
      ),
    ),
    ...mappedPages(file, place, typing).flatMap(({ number, call }) => {
      const message = t(
        '{0} wants a multiple of the page size, which is {1} on kernels for {2}, not 4096',
        call,
        other,
        target.goarch,
      );
      return 'is' in number
        ? finding(number, message)
        : [{ ...base, ...locationOf(file.path, number), message, fixes: [] }];
    }),
  ];
}

const base = { rule: 'page-size', severity: 'warning', certainty: 'likely' } as const;
