import * as vscode from 'vscode';
import { editsBetween } from '../../core/fix';
import type { BaseChoice } from '../../core/images/bases';
import { choiceFor } from '../../core/images/bases';
import type { ConvertedFiles } from '../../core/images/convert/convertAll';
import { baseKind } from '../../core/images/convert/bases';
import { defaultBase, type ConversionQuestion } from '../../core/images/convert/types';
import { unportedFamily } from '../../core/images/distributions';
import { readReference } from '../../core/images/reference';
import { rememberAnswers } from '../../core/manifest/rememberAnswers';
import { rememberBases } from '../../core/manifest/rememberImages';
import type { Manifest } from '../../core/manifest/manifest';
import { editManifest } from '../editManifest';
import type { Services } from '../services';
import { chooseImages } from './choose';
import { askChoice } from './chooseBase';
import { dockerfileOf, type FolderImages, type ImageRef } from './model';
import { unsavedTexts, type WorkspaceImages } from './workspaceImages';

type Answers = Pick<Manifest, 'bases' | 'packages'>;

/**
 * Converts the Dockerfiles of images and shows the changes as a diff. What has
 * to be known for that is asked first, and remembered in the manifest.
 */
export async function convertDockerfiles(
  services: Services,
  images: WorkspaceImages,
  argument: unknown,
): Promise<void> {
  const title = vscode.l10n.t('Convert Dockerfiles');
  const refs = await chooseImages(images, argument, title, isConvertible);
  const folder = refs?.[0]?.images;
  if (!refs || !folder) return;
  // One preview is of one folder: paths are relative to it.
  const paths = refs.flatMap((ref) => (ref.images === folder ? (dockerfileOf(ref) ?? []) : []));
  const manifest = (await services.manifests.all()).find((one) => one.folder === folder.folder)?.reading
    .manifest;
  let answers: Answers = { bases: manifest?.bases ?? {}, packages: manifest?.packages ?? {} };
  const base = await baseFor(services, folder, answers, refs);
  if (base === 'given up') return;
  if (base) answers = { ...answers, bases: { ...answers.bases, [defaultBase]: base } };
  const first = await convert(services, folder, paths, answers);
  const packages = await askPackages(services, folder, questionsOf(first));
  const converted =
    packages.size === 0
      ? first
      : await convert(services, folder, paths, {
          ...answers,
          packages: { ...answers.packages, ...Object.fromEntries(packages) },
        });
  report(services, converted);
  if (converted.changes.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is nothing to convert.'));
    return;
  }
  const what =
    paths.length === 1
      ? vscode.l10n.t('Convert {0}', paths[0] ?? '')
      : vscode.l10n.t('Convert {0} Dockerfiles', new Set(paths).size);
  const edits = converted.changes.flatMap(editsBetween);
  await services.preview.show(what, [{ root: folder.folder.uri.fsPath, edits }]);
}

function isConvertible(ref: ImageRef): boolean {
  return dockerfileOf(ref) !== undefined && ['needs-conversion', 'blocked'].includes(ref.state.kind);
}

function convert(
  { analysis }: Services,
  { folder, goarch }: FolderImages,
  paths: readonly string[],
  manifest: Answers,
): Promise<ConvertedFiles> {
  const { bundle } = vscode.l10n;
  return analysis.engine.convert({
    root: folder.uri.fsPath,
    goarch,
    texts: unsavedTexts(folder),
    paths: [...new Set(paths)],
    manifest,
    ...(bundle && { l10n: bundle }),
  });
}

/** What stands for the Debian image that conversions put in place of others; asked where nothing says it. */
async function baseFor(
  services: Services,
  images: FolderImages,
  { bases }: Answers,
  refs: readonly ImageRef[],
): Promise<BaseChoice | 'given up' | undefined> {
  const reference = readReference(defaultBase);
  const replaces = refs.some(({ node }) =>
    node.recipe?.bases.some(({ written }) => !['kept', 'unknown'].includes(baseKind(written))),
  );
  if (!reference || !replaces || choiceFor(reference, bases)) return undefined;
  if (!unportedFamily(reference, images.goarch)) return undefined;
  const choice = await askChoice(images, reference);
  if (!choice) return 'given up';
  const written = await editManifest(services, images.folder, (text) =>
    rememberBases(text, new Map([[defaultBase, choice]])),
  );
  return written ? choice : 'given up';
}

function questionsOf({ conversions }: ConvertedFiles): readonly ConversionQuestion[] {
  const questions = conversions.flatMap(({ conversion }) => conversion.questions);
  const packages = questions.filter(({ kind }) => kind === 'package');
  return [...new Map(packages.map((question) => [question.name, question])).values()];
}

/** Asks for apt's names of packages; what the user leaves open stays as it was assumed. */
async function askPackages(
  services: Services,
  { folder }: FolderImages,
  questions: readonly ConversionQuestion[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const answers = new Map<string, readonly string[]>();
  for (const { assumed, message, name } of questions) {
    const answer = await vscode.window.showInputBox({
      title: vscode.l10n.t('What does apt call {0}?', name),
      prompt: vscode.l10n.t(
        '{0} Several names are separated by blanks; none leaves the package out.',
        message,
      ),
      value: assumed,
      validateInput: (value) =>
        /^(?:\s*[a-z0-9][a-z0-9+.-]+)*\s*$/.test(value)
          ? undefined
          : vscode.l10n.t('Names of Debian packages have small letters, digits, "+", "-" and ".".'),
    });
    if (answer === undefined) break;
    answers.set(name, answer.split(/\s+/).filter(Boolean));
  }
  if (answers.size > 0) {
    await editManifest(services, folder, (text) =>
      rememberAnswers(text, { packages: answers, bases: new Map() }),
    );
  }
  return answers;
}

/** Says what could not be converted and what behaves differently, a line each in the log. */
function report({ log }: Services, { conversions }: ConvertedFiles): void {
  let open = 0;
  for (const { conversion } of conversions) {
    for (const { column, file, line, message } of conversion.problems) {
      log.warn(`${file}:${line}:${column}: ${message}`);
      open++;
    }
    for (const { column, file, line, message } of conversion.notes) {
      log.info(`${file}:${line}:${column}: ${message}`);
    }
  }
  if (open === 0) return;
  const show = vscode.l10n.t('Show');
  void vscode.window
    .showWarningMessage(vscode.l10n.t('{0} places could not be converted.', open), show)
    .then((choice) => {
      if (choice === show) log.show();
    });
}
