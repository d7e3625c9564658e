import { english } from '../../l10n';
import type { RuleDocumentation } from '../rule';
import type { KnownBug, Point, VersionRange } from './knownBug';
import { knownBugs } from './modules';

export const documentation: RuleDocumentation = {
  summary:
    'A module is required or vendored in a version that breaks on the target and that a newer one mends.',
  why: [
    'Much of what does not build for mips64le, or builds and misbehaves, was mended in the module it is in years ago, and comes with an old `go.mod`, `vendor.conf`, `Gopkg.lock`, `glide.lock` or `Godeps.json`. A newer version is a better fix than a patch to the copy, which the next vendoring loses, and which projects do not take: “the changes need to be proposed to” the module first (containerd/containerd#3557).',
    'These are known; each was looked up in the history of its module, and what breaks the build was checked with Go’s type checker for linux/mips64le on a version with it and on one without:',
    table(knownBugs),
  ],
  example: {
    language: 'go',
    before: 'require github.com/containerd/fifo v0.0.0-20170101000000-0123456789ab\n',
    after: 'require github.com/containerd/fifo v1.0.0\n',
  },
  fix: [
    'In go.mod the version is raised to the first that is right. That is not a safe fix: run `go mod tidy` (and `go mod vendor`) after it, and test.',
    'There is no fix for files of older vendoring tools, and where another module has taken the place of the old one.',
  ],
  notFound: [
    'A module that a `replace` puts into a folder or into a fork.',
    'A version that `go.sum` or `vendor/modules.txt` shows to be overruled by a newer one.',
    'A module of which the package with the bug is not vendored or, where nothing is vendored, not imported.',
    'A vendored copy whose sources have the fix, whatever version is written beside it: distributions patch them.',
    'What only an indirect requirement tells is shown as information, and so is go.mod of before Go 1.17 without go.sum.',
  ],
  seenIn: [
    'containerd/containerd#3557 (dockerd and containerd hang; the vendored copy was not the place to fix it)',
    'kubernetes/kubernetes#86744 and #87056 (cadvisor)',
    'golang/go#51513, lf-edge/eve#3568 (re-vendoring drops local patches)',
  ],
};

function table(bugs: readonly KnownBug[]): string {
  const rows = bugs.map((bug) => {
    const { module, packages, symptom, breaks, ranges, fixed, replacement, sources } = bug;
    const where = packages.filter((name) => name !== '').map((name) => `\`${name}\``);
    const mended = replacement === undefined ? (fixed ?? 'none') : `${replacement} ${fixed ?? ''}`;
    const cells = [
      `${module}${where.length > 0 ? ` (${where.join(', ')})` : ''}`,
      `${breaks === 'build' ? 'build' : 'run time'}: ${symptom(english)}`,
      ranges.map(rangeText).join('; '),
      mended,
      sources.join(', '),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| module | what breaks | versions | use | source |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function rangeText({ from, to }: VersionRange): string {
  if (!from && !to) return 'all';
  const start = from ? `from ${pointText(from)} ` : '';
  return `${start}${to ? `before ${pointText(to)}` : ''}`.trim();
}

function pointText({ version, time }: Point): string {
  const date = time?.replace(/^(\d{4})(\d\d)(\d\d).*/, '$1-$2-$3');
  return [version, date && (version === undefined ? date : `(${date})`)].filter(Boolean).join(' ');
}
