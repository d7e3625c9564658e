import * as vscode from 'vscode';
import { describeState } from '../../core/images/describe';
import { partsOfName, shortName } from '../../core/images/reference';
import type { Picture, PictureEdge, PictureNode, PictureTexts } from '../../webview/protocol';
import { t } from '../services';
import { nameOfStanding } from './items';
import { imageOf, isWanted, standingOf, type FolderImages } from './model';

/** What the graph's webview draws of a folder's images. `scratch` is drawn too: it is a root. */
export function pictureOf(images: FolderImages): Picture {
  const { folder, goarch, graph } = images;
  const ids = [...graph.nodes.keys()];
  const labels = labelsOf(ids);
  const nodes = ids.flatMap((id): readonly PictureNode[] => {
    const ref = imageOf(images, id);
    if (!ref) return [];
    const reason = describeState(ref.state, goarch, t);
    const name = nameOfStanding(standingOf(ref));
    return [
      {
        id: shortName(id),
        label: labels.get(id) ?? id,
        state: standingOf(ref),
        description: reason === '' ? name : `${name}: ${reason}`,
        wanted: isWanted(ref),
      },
    ];
  });
  const edges = [...graph.nodes.values()].flatMap(({ buildNeeds, id, needs }): readonly PictureEdge[] => [
    ...needs.map((base) => ({ base: shortName(base), image: shortName(id), build: false })),
    ...buildNeeds.map((base) => ({ base: shortName(base), image: shortName(id), build: true })),
  ]);
  return {
    title: vscode.l10n.t('Images of {0} for {1}', folder.name, goarch),
    nodes,
    edges,
    states: {
      built: nameOfStanding('built'),
      available: nameOfStanding('available'),
      buildable: nameOfStanding('buildable'),
      'needs-conversion': nameOfStanding('needs-conversion'),
      blocked: nameOfStanding('blocked'),
      'source-unknown': nameOfStanding('source-unknown'),
      skip: nameOfStanding('skip'),
    },
    texts: textsOf(),
  };
}

/** The last part of each name; more of it where two would look the same. */
function labelsOf(ids: readonly string[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const id of ids) {
    const { own } = partsOfName(id);
    counts.set(own, (counts.get(own) ?? 0) + 1);
  }
  return new Map(
    ids.map((id) => {
      const { own, place } = partsOfName(id);
      const isUnique = counts.get(own) === 1 || place === '';
      return [id, isUnique ? own : `${place.split('/').at(-1) ?? ''}/${own}`];
    }),
  );
}

function textsOf(): PictureTexts {
  return {
    search: vscode.l10n.t('Search images'),
    found: vscode.l10n.t('{0} of {1}', '{0}', '{1}'),
    zoomIn: vscode.l10n.t('Zoom in'),
    zoomOut: vscode.l10n.t('Zoom out'),
    fit: vscode.l10n.t('Fit'),
    export: vscode.l10n.t('Export SVG'),
    standsOn: vscode.l10n.t('Stands on: {0}', '{0}'),
    standOnIt: vscode.l10n.t('What stands on it: {0}', '{0}'),
    nothing: vscode.l10n.t('nothing'),
    keys: vscode.l10n.t('Arrows walk, Enter opens, + and − zoom, 0 fits, / searches.'),
    empty: vscode.l10n.t('No image is wanted here yet.'),
  };
}
