import * as vscode from 'vscode';
import { editsBetween } from '../../core/fix/editsBetween';
import { relative, sep } from 'node:path';
import { diskFolders } from '../scopes';
import { t, type Services } from '../services';

/** Points the Kubernetes YAML of a folder, or of a file or folder that is named, at the port's images; as a diff first. */
export async function rewriteYaml({ log, manifests, preview }: Services, argument: unknown): Promise<void> {
  const named = argument instanceof vscode.Uri ? argument : undefined;
  const folder = named ? vscode.workspace.getWorkspaceFolder(named) : await pickFolder();
  if (!folder) return;
  await vscode.workspace.saveAll(false);
  const manifest = await manifests.of(folder);
  const { rewriteFiles } = await import('../../node/deliver/rewriteFiles');
  const place = { name: '.', path: (named ?? folder.uri).fsPath };
  const files = rewriteFiles(
    [place],
    {
      registries: manifest?.registries ?? {},
      tags: manifest?.tags ?? {},
      host: manifests.hostOf(folder.uri),
      target: manifests.targetOf(folder.uri).goarch,
      pullPolicy: true,
    },
    { t },
  );
  const root = folder.uri.fsPath;
  const edits = files
    .filter(({ changes }) => changes.length > 0)
    .flatMap(({ before, path, text }) =>
      editsBetween({ file: relative(root, path).split(sep).join('/'), before, after: text }),
    );
  const problems = files.flatMap(({ file, problems: found }) => found.map((one) => ({ file, ...one })));
  for (const { column, file, line, message } of problems) log.warn(`${file}:${line}:${column}: ${message}`);
  if (edits.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'There is nothing to rewrite; registries and tags of mips-port.yaml say what is to change.',
      ),
    );
    return;
  }
  await preview.show(vscode.l10n.t('Rewrite Kubernetes YAML'), [{ root, edits }]);
}

async function pickFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = diskFolders();
  return folders.length === 1 ? folders[0] : vscode.window.showWorkspaceFolderPick();
}
