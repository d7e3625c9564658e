import type { Translate } from '../core/l10n';
import { isApplied } from '../core/patches/series';
import { upstreamCounts } from '../node/componentStatus';
import type { ArtifactState } from '../node/componentState';
import type { StatusRow } from './commands/status';

/** The rows of `mips-port status` as a table: a line each below one of headings. */
export function statusTable(rows: readonly StatusRow[], goarch: string, t: Translate): string {
  const headings = [
    t('Component'),
    t('Path'),
    t('Source'),
    t('Findings'),
    t('Patches'),
    t('Build'),
    t('Tests'),
    t('Upstream'),
  ];
  const lines = rows.map((row) => [
    row.component.name,
    row.component.path,
    sourceCell(row, t),
    findingsCell(row, t),
    patchesCell(row, t),
    buildCell(row, goarch, t),
    testsCell(row, t),
    upstreamCell(row),
  ]);
  const table = [headings, ...lines];
  const widths = headings.map((_, column) => Math.max(...table.map((line) => widthOf(line[column] ?? ''))));
  return table
    .map(
      (line) =>
        `${line
          .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** How many columns of a terminal a text takes: Chinese characters and punctuation take two. */
function widthOf(text: string): number {
  return text.length + (text.match(/[\u2e80-\uffef]/g)?.length ?? 0);
}

function sourceCell({ source }: StatusRow, t: Translate): string {
  switch (source.kind) {
    case 'missing':
      return t('not there');
    case 'folder':
      return t('no repository');
    case 'unread':
      return t('git does not read it: {0}', source.reason);
    case 'git': {
      const { ahead, behind, branch, describe, detached, dirty, head } = source.state;
      const words = [describe ?? head?.slice(0, 12) ?? t('no commit')];
      words.push(detached ? t('detached') : (branch ?? ''));
      if (ahead > 0) words.push(t('{0} ahead', ahead));
      if (behind > 0) words.push(t('{0} behind', behind));
      if (dirty.length > 0) words.push(t('{0} changed', dirty.length));
      return words.filter((word) => word !== '').join(', ');
    }
  }
}

function findingsCell({ findings }: StatusRow, t: Translate): string {
  if (!findings) return '-';
  const { errors, infos, warnings } = findings;
  if (errors + warnings + infos === 0) return t('none');
  return t('{0} errors, {1} warnings, {2} infos', errors, warnings, infos);
}

function patchesCell({ patches }: StatusRow, t: Translate): string {
  if (patches.kind === 'invalid') return t('unreadable');
  const wanted = patches.patches.filter(isApplied);
  if (wanted.length === 0) return '-';
  const applied = wanted.filter((patch) => patch.applied === true).length;
  const words = [t('{0} of {1} applied', applied, wanted.length)];
  const lost = patches.patches.filter(({ vendored }) => vendored === 'lost').length;
  if (lost > 0) words.push(t('{0} lost from vendor', lost));
  if (patches.rebase) words.push(t('rebase onto {0} waits', patches.rebase.ref));
  return words.join(', ');
}

function buildCell(
  { state: { artifacts, compiledAt, smoke } }: StatusRow,
  goarch: string,
  t: Translate,
): string {
  if (artifacts.length === 0) {
    return compiledAt === undefined ? t('not compiled') : t('compiled for {0}', goarch);
  }
  const kinds = new Set(artifacts.map(({ kind }) => kind));
  const worst = (['missing', 'not-elf', 'foreign', 'built'] as const).find((kind) => kinds.has(kind));
  const build = describeArtifact(worst ?? 'missing', goarch, t);
  if (!smoke) return build;
  return `${build}, ${smoke.passed ? t('smoke run passed') : t('smoke run failed: {0}', smoke.message)}`;
}

function describeArtifact(kind: ArtifactState['kind'], goarch: string, t: Translate): string {
  switch (kind) {
    case 'missing':
      return t('not built');
    case 'not-elf':
      return t('not an ELF file');
    case 'foreign':
      return t('not for {0}', goarch);
    case 'built':
      return t('{0} ELF', goarch);
  }
}

function testsCell({ state: { tests } }: StatusRow, t: Translate): string {
  if (!tests) return '-';
  return tests.passed ? t('passed') : t('failed: {0}', tests.message);
}

/** States as `patches upstream` takes them, with how many patches have each. */
function upstreamCell({ patches }: StatusRow): string {
  const counts = [...upstreamCounts(patches)].map(([state, count]) => `${count} ${state}`);
  return counts.length === 0 ? '-' : counts.join(', ');
}
