import { entries } from './entries';

/** Everything that `catalogue:` of a component may say. */
export const catalogueReferences: readonly string[] = entries.flatMap((entry) => [
  ...(entry.versions.today ? [entry.id] : []),
  ...Object.keys(entry.versions).map((set) => `${entry.id}@${set}`),
]);
