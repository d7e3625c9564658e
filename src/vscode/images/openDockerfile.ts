import * as vscode from 'vscode';
import { toEditorRange } from '../ranges';
import { uriOf } from '../scopes';
import { chooseImages } from './choose';
import { dockerfileOf } from './model';
import type { WorkspaceImages } from './workspaceImages';

/** Opens the Dockerfile of an image at the base that the finished image stands on. */
export async function openDockerfile(images: WorkspaceImages, argument: unknown): Promise<void> {
  const refs = await chooseImages(
    images,
    argument,
    vscode.l10n.t('Open Dockerfile'),
    (ref) => dockerfileOf(ref) !== undefined,
  );
  for (const ref of refs ?? []) {
    const file = dockerfileOf(ref) ?? '';
    const at = ref.node.recipe?.bases.find((base) => base.final)?.at;
    await vscode.window.showTextDocument(uriOf(ref.images.folder.uri.fsPath, file), {
      preview: (refs?.length ?? 0) === 1,
      ...(at?.file === file && { selection: toEditorRange(at) }),
    });
  }
}
