import type { Translate } from '../../l10n';
import type { NodeFailure } from './nodeFailure';

/** Where an image stands on a node: there before, loaded now, not there. */
export type ImageState = 'present' | 'loaded' | 'missing';

export interface NodeDelivery {
  readonly node: string;
  readonly images: readonly { readonly name: string; readonly digest: string; readonly state: ImageState }[];
  /** Why images are missing, where something failed. */
  readonly failure: NodeFailure | undefined;
  /** Bytes of blobs that went to the node. */
  readonly sentBytes: number;
}

/** Images by nodes, and below it a line for each node that failed. */
export function deliveryTable(deliveries: readonly NodeDelivery[], t: Translate): string {
  const names = deliveries[0]?.images.map(({ name }) => name) ?? [];
  const rows = [
    [t('image'), ...deliveries.map(({ node }) => node)],
    ...names.map((name, row) => [
      name,
      ...deliveries.map(({ images }) => stateWord(images[row]?.state ?? 'missing', t)),
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? '')))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd(),
  );
  const failures = deliveries.flatMap(({ node, failure }) =>
    failure ? [`${node}: ${failure.message}`] : [],
  );
  return `${[...lines, ...(failures.length > 0 ? ['', ...failures] : [])].join('\n')}\n`;
}

function stateWord(state: ImageState, t: Translate): string {
  switch (state) {
    case 'present':
      return t('there');
    case 'loaded':
      return t('loaded');
    case 'missing':
      return t('missing');
  }
}

/** Columns of a terminal: Chinese characters take two. */
function width(text: string): number {
  return (
    text.length +
    (text.match(/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/g)?.length ?? 0)
  );
}
