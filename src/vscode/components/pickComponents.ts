import { relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { fromCatalogue, fromDetected, type NewComponent } from '../../core/manifest/addComponents';
import { catalogueEntries, findInCatalogue } from '../../core/manifest/catalogue/catalogue';
import { versionSets, type VersionSet } from '../../core/manifest/catalogue/types';
import { detectComponents, type DetectedComponent } from '../../core/manifest/detectComponents';
import { joinPath } from '../../core/manifest/paths';
import { createDiskFiles } from '../../node/diskFiles';

/** A row for a component that can be chosen, of a folder or of the catalogue; separators have neither. */
export type ComponentItem = vscode.QuickPickItem & {
  readonly detected?: DetectedComponent;
  readonly component?: NewComponent;
};

/** Rows for what a look at a folder suggests. */
export function detectedItems(detected: readonly DetectedComponent[]): ComponentItem[] {
  return detected.map((component) => ({
    label: component.name,
    description: component.path,
    detail: detailOf(component),
    picked: true,
    detected: component,
  }));
}

function detailOf({ kind, packages, cgo }: DetectedComponent): string {
  if (kind === 'make') return 'make';
  const what = packages.length > 0 ? packages.join(', ') : vscode.l10n.t('a library');
  return cgo ? `go, cgo: ${what}` : `go: ${what}`;
}

/** Rows for the catalogue's recipes of a set of versions, by group. */
export function catalogueItems(set: VersionSet, present: ReadonlySet<string>): ComponentItem[] {
  const items: ComponentItem[] = [];
  let group: string | undefined;
  for (const { id, group: own = '', licence, title } of catalogueEntries) {
    const pick = findInCatalogue(`${id}@${set}`);
    if (!pick || present.has(id)) continue;
    if (group !== own) {
      items.push({ label: own, kind: vscode.QuickPickItemKind.Separator });
      group = own;
    }
    items.push({
      label: id,
      description: pick.version.version,
      detail: `${title} · ${licence}`,
      component: fromCatalogue(pick),
    });
  }
  return items;
}

/** The set of versions, asked for. */
export async function askVersions(): Promise<VersionSet | undefined> {
  const labels: Readonly<Record<VersionSet, string>> = {
    'v1.16.2': vscode.l10n.t('Kubernetes v1.16.2 and what belongs to it (2019)'),
    today: vscode.l10n.t('the newest versions'),
  };
  const items = [...versionSets].reverse().map((set) => ({ label: set, description: labels[set], set }));
  const title = vscode.l10n.t('Versions of which Kubernetes?');
  return (await vscode.window.showQuickPick(items, { title }))?.set;
}

/** The rows that the user ticks; undefined where the user gave up. */
export function pickComponents(
  items: readonly ComponentItem[],
  title: string,
): Thenable<readonly ComponentItem[] | undefined> {
  return vscode.window.showQuickPick(items, {
    canPickMany: true,
    title,
    matchOnDescription: true,
    matchOnDetail: true,
  });
}

/** What a folder inside the workspace folder holds; one component of its name where nothing is recognized. */
export function componentsInFolder(root: string, folder: string): readonly NewComponent[] | undefined {
  const path = relative(root, folder).split(sep).join('/') || '.';
  if (path === '..' || path.startsWith('../')) return undefined;
  const detected = detectComponents(createDiskFiles(folder));
  if (detected.length === 0) {
    return [
      {
        name:
          folder
            .split(sep)
            .at(-1)
            ?.replace(/[^A-Za-z0-9._-]+/g, '-') ?? 'component',
        keys: { path },
      },
    ];
  }
  return detected.map((component) => fromDetected({ ...component, path: joinPath(path, component.path) }));
}
