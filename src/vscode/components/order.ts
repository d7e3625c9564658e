import { dirtyFiles, standingOf, unappliedPatches, type ComponentModel, type Standing } from './model';

export type Order = 'manifest' | 'name' | 'findings' | 'state';

/** What needs somebody first, what is done last. */
const standings: readonly Standing[] = [
  'conflict',
  'running',
  'errors',
  'run-failed',
  'smoke-failed',
  'foreign',
  'missing',
  'not-built',
  'compiles',
  'built',
  'runs',
];

export function sortModels(models: readonly ComponentModel[], order: Order): readonly ComponentModel[] {
  const byName = (a: ComponentModel, b: ComponentModel): number =>
    a.ref.component.name < b.ref.component.name ? -1 : 1;
  switch (order) {
    case 'manifest':
      return models;
    case 'name':
      return [...models].sort(byName);
    case 'findings':
      return [...models].sort((a, b) => b.errors - a.errors || b.findings - a.findings || byName(a, b));
    case 'state':
      return [...models].sort(
        (a, b) => standings.indexOf(standingOf(a)) - standings.indexOf(standingOf(b)) || byName(a, b),
      );
  }
}

/** States that can be filtered by, as they are written: `@dirty`. */
export const filterStates = [
  'findings',
  'dirty',
  'missing',
  'unapplied',
  'unsent',
  'unbuilt',
  'failing',
] as const;
export type FilterState = (typeof filterStates)[number];

/**
 * Whether a component passes a filter: words that its name or path contain,
 * and states with `@` in front, all of which have to hold. Words with `@` that
 * are no state let nothing pass.
 */
export function matches(model: ComponentModel, filter: string): boolean {
  const { name, path } = model.ref.component;
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => {
      if (!word.startsWith('@'))
        return name.toLowerCase().includes(word) || path.toLowerCase().includes(word);
      const state = filterStates.find((one) => one === word.slice(1));
      return state !== undefined && isIn(model, state);
    });
}

function isIn(model: ComponentModel, state: FilterState): boolean {
  const standing = standingOf(model);
  switch (state) {
    case 'findings':
      return model.findings > 0;
    case 'dirty':
      return dirtyFiles(model).length > 0;
    case 'missing':
      return standing === 'missing';
    case 'unapplied':
      return unappliedPatches(model).length > 0;
    case 'unsent':
      return (
        model.series?.kind === 'read' &&
        model.series.patches.some(({ upstream }) => upstream.state === 'not-sent')
      );
    case 'unbuilt':
      return standing === 'not-built' || model.state.artifacts.some(({ kind }) => kind === 'missing');
    case 'failing':
      return standing === 'run-failed' || standing === 'smoke-failed' || model.state.tests?.passed === false;
  }
}
