import * as vscode from 'vscode';
import { editsBetween } from '../../core/fix/editsBetween';
import type { BaseChoice } from '../../core/images/bases';
import type { ConvertedFiles } from '../../core/images/convert/convertAll';
import { defaultBase, type ConversionQuestion } from '../../core/images/convert/types';
import { readReference } from '../../core/images/reference';
import { rememberAnswers } from '../../core/manifest/rememberAnswers';
import { rememberBases } from '../../core/manifest/rememberImages';
import { answersOf, convertPaths, openBase, openQuestions } from '../conversion';
import { editManifest } from '../editManifest';
import { scopeOf } from '../scopes';
import type { Services } from '../services';
import { mirrorProblem } from '../settings';
import type { RootEdits } from '../workspaceEdit';
import { chooseImages } from './choose';
import { askChoice } from './chooseBase';
import { dockerfileOf, type FolderImages, type ImageRef } from './model';
import type { WorkspaceImages } from './workspaceImages';

/** Dockerfiles of a folder, relative to it. */
interface Wanted {
  readonly images: FolderImages;
  readonly paths: readonly string[];
}

/**
 * Converts the Dockerfiles of images, or one that is named, and shows the
 * changes as a diff. What has to be known for that is asked first, and
 * remembered in the manifest.
 */
export async function convertDockerfiles(
  services: Services,
  images: WorkspaceImages,
  argument: unknown,
): Promise<void> {
  const wanted =
    argument instanceof vscode.Uri ? await wantedFile(images, argument) : await choose(images, argument);
  const parts: RootEdits[] = [];
  const done: ConvertedFiles[] = [];
  for (const one of wanted) {
    const converted = await convertFolder(services, one);
    if (!converted) return;
    done.push(converted);
    parts.push({ root: one.images.folder.uri.fsPath, edits: converted.changes.flatMap(editsBetween) });
  }
  if (done.length === 0) return;
  report(services, done);
  if (parts.every(({ edits }) => edits.length === 0)) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is nothing to convert.'));
    return;
  }
  const paths = wanted.flatMap((one) => one.paths);
  const what =
    paths.length === 1
      ? vscode.l10n.t('Convert {0}', paths[0] ?? '')
      : vscode.l10n.t('Convert {0} Dockerfiles', paths.length);
  await services.preview.show(what, parts);
}

async function wantedFile(images: WorkspaceImages, uri: vscode.Uri): Promise<readonly Wanted[]> {
  const scope = scopeOf(uri);
  const folder = (await images.all()).find((one) => one.folder === scope?.folder);
  return scope && folder ? [{ images: folder, paths: [scope.file] }] : [];
}

async function choose(images: WorkspaceImages, argument: unknown): Promise<readonly Wanted[]> {
  const title = vscode.l10n.t('Convert Dockerfiles');
  const byFolder = new Map<FolderImages, Set<string>>();
  for (const ref of (await chooseImages(images, argument, title, isConvertible)) ?? []) {
    const paths = byFolder.get(ref.images) ?? new Set();
    byFolder.set(ref.images, paths.add(dockerfileOf(ref) ?? ''));
  }
  return [...byFolder].map(([folder, paths]) => ({ images: folder, paths: [...paths] }));
}

function isConvertible(ref: ImageRef): boolean {
  return dockerfileOf(ref) !== undefined && ['needs-conversion', 'blocked'].includes(ref.state.kind);
}

/** Converts the Dockerfiles of one folder, with what the user answers; undefined where they gave up, or a setting is wrong, which was told. */
async function convertFolder(
  services: Services,
  { images, paths }: Wanted,
): Promise<ConvertedFiles | undefined> {
  const { folder, goarch } = images;
  const problem = mirrorProblem(folder.uri);
  if (problem !== undefined) {
    void vscode.window.showErrorMessage(problem);
    return undefined;
  }
  let answers = await answersOf(services, folder);
  const convert = (): Promise<ConvertedFiles> => convertPaths(services, folder, paths, answers);
  const first = await convert();
  const base = openBase(first, answers, goarch);
  const chosen = base && (await askChoice(images, base));
  if (base && !chosen) return undefined;
  const bases = new Map<string, BaseChoice>(chosen && [[defaultBase, chosen]]);
  for (const [name, choice] of await askBases(images, openQuestions(first, 'base'))) bases.set(name, choice);
  if (bases.size > 0) {
    answers = { ...answers, bases: { ...answers.bases, ...Object.fromEntries(bases) } };
    if (!(await editManifest(services, folder, (text) => rememberBases(text, bases)))) return undefined;
  }
  const second = bases.size === 0 ? first : await convert();
  const packages = await askPackages(openQuestions(second, 'package'));
  if (packages.size === 0) return second;
  answers = { ...answers, packages: { ...answers.packages, ...Object.fromEntries(packages) } };
  const remember = (text: string): string | undefined =>
    rememberAnswers(text, { packages, bases: new Map() });
  return (await editManifest(services, folder, remember)) ? convert() : undefined;
}

/** Asks what takes the place of bases of which nothing is known; what the user leaves open stays as it is. */
async function askBases(
  images: FolderImages,
  questions: readonly ConversionQuestion[],
): Promise<ReadonlyMap<string, BaseChoice>> {
  const answers = new Map<string, BaseChoice>();
  for (const { name } of questions) {
    const reference = readReference(name);
    if (!reference) continue;
    const answer = await askChoice(images, reference);
    if (!answer) break;
    answers.set(name, answer);
  }
  return answers;
}

/** Asks for apt's names of packages; what the user leaves open stays as it was assumed. */
async function askPackages(
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
        wordsOf(value).every((one) => /^[a-z0-9][a-z0-9+.-]+$/.test(one))
          ? undefined
          : vscode.l10n.t('Names of Debian packages have small letters, digits, "+", "-" and ".".'),
    });
    if (answer === undefined) break;
    answers.set(name, wordsOf(answer));
  }
  return answers;
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter(Boolean);
}

/** Says what could not be converted and what behaves differently, a line each in the log. */
function report({ log }: Services, done: readonly ConvertedFiles[]): void {
  let open = 0;
  for (const { conversion } of done.flatMap(({ conversions }) => conversions)) {
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
