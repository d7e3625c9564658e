import type * as vscode from 'vscode';
import type { ImageEngine } from '../../core/plan/imageSteps';
import { findEngine } from '../../node/deliver/gather';
import { readSettings } from '../settings';

/** What builds and holds the images of a folder: what the settings name, else what is there. */
export async function imageEngineOf(folder: vscode.Uri): Promise<ImageEngine | undefined> {
  const { imageBuilder, imageEngine } = readSettings(folder);
  const kind = imageEngine ?? (await findEngine(process.env));
  if (kind === undefined) return undefined;
  const hasBuilder = kind === 'docker' && imageBuilder !== undefined;
  return { kind, command: kind, ...(hasBuilder && { builder: imageBuilder }) };
}
