import { calicoEntries } from './calico';
import { dockerEntries } from './docker';
import { etcdEntries } from './etcd';
import { golangEntries } from './golang';
import { kubernetesEntries } from './kubernetes';
import { networkEntries } from './network';
import { toolEntries } from './tools';
import type { CatalogueEntry } from './types';

/** The catalogue, in the order in which it is shown. */
export const entries: readonly CatalogueEntry[] = [
  ...golangEntries,
  ...dockerEntries,
  ...kubernetesEntries,
  ...etcdEntries,
  ...calicoEntries,
  ...networkEntries,
  ...toolEntries,
];
