import type { SeriesContext } from '../node/patches/seriesContext';
import type { ComponentRef, Manifests } from './manifests';
import { t } from './services';

/** A component's series as the engine wants to be told of it. */
export function seriesContext(
  manifests: Manifests,
  { folder, component }: ComponentRef,
  signal?: AbortSignal,
): SeriesContext {
  return {
    root: folder.uri.fsPath,
    component,
    target: manifests.targetOf(folder.uri),
    t,
    ...(signal ? { signal } : {}),
  };
}
