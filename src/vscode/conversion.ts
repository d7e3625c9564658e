import * as vscode from 'vscode';
import { choiceFor } from '../core/images/bases';
import type { ConvertedFiles } from '../core/images/convert/convertAll';
import { defaultBase, type ConversionQuestion } from '../core/images/convert/types';
import { unportedFamily } from '../core/images/distributions';
import { readReference, type ImageReference } from '../core/images/reference';
import type { Manifest } from '../core/manifest/manifest';
import type { Services } from './services';
import { readSettings } from './settings';
import { unsavedTexts } from './unsavedTexts';

/** What the user has said about conversions. */
export type ConversionAnswers = Pick<Manifest, 'bases' | 'packages'>;

type Needed = Pick<Services, 'analysis' | 'manifests'>;

/** What a folder's manifest says about conversions. */
export async function answersOf(
  { manifests }: Pick<Services, 'manifests'>,
  folder: vscode.WorkspaceFolder,
): Promise<ConversionAnswers> {
  const manifest = await manifests.of(folder);
  return { bases: manifest?.bases ?? {}, packages: manifest?.packages ?? {} };
}

/**
 * Converts Dockerfiles of a folder as they are in the editor; nothing is written.
 *
 * @param paths Of Dockerfiles, relative to the folder.
 */
export function convertPaths(
  { analysis, manifests }: Needed,
  folder: vscode.WorkspaceFolder,
  paths: readonly string[],
  answers: ConversionAnswers,
): Promise<ConvertedFiles> {
  const { bundle } = vscode.l10n;
  const { imageMirror } = readSettings(folder.uri);
  return analysis.engine.convert({
    root: folder.uri.fsPath,
    goarch: manifests.targetOf(folder.uri).goarch,
    texts: unsavedTexts(folder),
    paths: [...new Set(paths)],
    manifest: answers,
    ...(imageMirror !== undefined && { mirror: imageMirror }),
    ...(bundle && { l10n: bundle }),
  });
}

/**
 * The Debian image that a conversion put in place of others, where nobody has
 * said yet what stands for that on the target; undefined where there is
 * nothing to ask.
 */
export function openBase(
  { conversions }: ConvertedFiles,
  { bases }: ConversionAnswers,
  goarch: string,
): ImageReference | undefined {
  const reference = readReference(defaultBase);
  if (!reference || !conversions.some(({ conversion }) => conversion.usesBase)) return undefined;
  return choiceFor(reference, bases) || !unportedFamily(reference, goarch) ? undefined : reference;
}

/** What conversions ask of the user, each question once. */
export function openQuestions(
  { conversions }: ConvertedFiles,
  kind: ConversionQuestion['kind'],
): readonly ConversionQuestion[] {
  const questions = conversions.flatMap(({ conversion }) => conversion.questions);
  const ofKind = questions.filter((question) => question.kind === kind);
  return [...new Map(ofKind.map((question) => [question.name, question])).values()];
}
