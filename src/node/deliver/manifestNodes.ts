import type { DeliveryNode } from '../../core/images/deliver/node';
import type { Manifest } from '../../core/manifest/manifest';

/** The nodes of a manifest, in its order. */
export function manifestNodes({ nodes }: Pick<Manifest, 'nodes'>): readonly DeliveryNode[] {
  return Object.entries(nodes).map(([name, node]) => ({
    name,
    ...node,
    runtime: node.runtime === 'docker' ? 'docker' : 'containerd',
  }));
}
