import { etcd } from './etcd';
import { runc } from './runc';
import type { CatalogueEntry } from './types';

/** The catalogue, in the order in which it is shown. */
export const entries: readonly CatalogueEntry[] = [runc, etcd];
