import { join } from 'node:path';
import * as vscode from 'vscode';
import { isRepositoryRoot, readSource } from '../../node/git/readSource';
import { appliedPatches } from '../../node/patches/applySeries';
import { seriesFolderOf, sourceFolder } from '../../node/patches/seriesContext';
import { readSeries } from '../../node/patches/seriesStore';
import { gitUri } from '../gitContent';
import { seriesContext } from '../seriesContext';
import type { Services } from '../services';
import { choosePatch, type PatchRef } from './choose';

/** Opens a patch: the diff of its commit where it is applied, and its file elsewhere. */
export async function openPatch(services: Services, argument: unknown): Promise<void> {
  const found = await choosePatch(services, argument, vscode.l10n.t('Open which patch?'));
  if (!found) return;
  const commit = vscode.workspace.isTrusted ? await commitOf(services, found) : undefined;
  const diffs = found.patch.patch?.diffs ?? [];
  if (commit === undefined || diffs.length === 0) {
    await showFile(found);
    return;
  }
  const folder = sourceFolder(seriesContext(services.manifests, found.component));
  const rows = diffs.map(({ newFile, oldFile }) => [
    vscode.Uri.file(join(folder, newFile ?? oldFile ?? '')),
    oldFile === undefined ? undefined : gitUri(folder, `${commit}^`, oldFile),
    newFile === undefined ? undefined : gitUri(folder, commit, newFile),
  ]);
  await vscode.commands.executeCommand('vscode.changes', found.patch.patch?.subject ?? '', rows);
}

/** Opens the file of a patch as text. */
export async function openPatchFile(services: Services, argument: unknown): Promise<void> {
  const found = await choosePatch(services, argument, vscode.l10n.t('Open which patch?'));
  if (found) await showFile(found);
}

async function showFile({ patch }: PatchRef): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(patch.path), { preserveFocus: true });
}

async function commitOf(
  { manifests }: Services,
  { component, patch }: PatchRef,
): Promise<string | undefined> {
  const context = seriesContext(manifests, component);
  const folder = sourceFolder(context);
  if (!isRepositoryRoot(folder)) return undefined;
  const source = await readSource(folder);
  const head = source.kind === 'git' ? source.state.head : undefined;
  const reading = readSeries(seriesFolderOf(context), context.t);
  if (head === undefined || reading.kind === 'invalid') return undefined;
  return (await appliedPatches(folder, head, reading.series)).get(patch.entry.file);
}
