import { existsSync, realpathSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { unifiedDiff } from '../../core/fix';
import { isAside, isLinuxDockerfile } from '../../core/images/sources/fileNames';
import { basesOf, convertAll, packagesOf } from '../../core/images/convert/convertAll';
import type { ConvertedFiles } from '../../core/images/convert/convertAll';
import { compareText } from '../../core/order';
import type { Location } from '../../core/types';
import { writeChanges } from '../../node/applyEdits';
import { createDiskFiles } from '../../node/diskFiles';
import { walkTree } from '../../node/walk';
import { CliError, exitCodes, type CliContext } from '../io';
import { findWorkspaceIfAny, targetOf } from '../workspace';

export interface ConvertOptions {
  readonly base?: string;
  readonly mirror?: string;
  readonly target?: string;
  readonly dryRun?: boolean;
  readonly format: 'text' | 'json';
}

/**
 * `mips-port images convert`: Dockerfiles, as named or below folders, and the
 * scripts and BASEIMAGE files that they are built with. Exits with 1 where
 * something is asked or cannot be converted; the rest is converted all the same.
 */
export function runImagesConvert(
  paths: readonly string[],
  options: ConvertOptions,
  context: CliContext,
): number {
  const { io, t } = context;
  const places = (paths.length === 0 ? ['.'] : paths).map((path) => placeOf(path, context));
  const first = places[0] ?? io.cwd;
  const workspace = findWorkspaceIfAny(first, context);
  // Without a manifest what is named, or its folder, is the root: nothing above it is read or written.
  const root = workspace?.root ?? realpathSync(statSync(first).isFile() ? resolve(first, '..') : first);
  const files = createDiskFiles(root);
  const dockerfiles = [...new Set(places.flatMap((place) => dockerfilesOf(place, root, context)))].sort(
    compareText,
  );
  const converted = convertAll(dockerfiles, {
    readFile: (path) => files.readText(path),
    bases: basesOf(workspace?.manifest.bases ?? {}),
    packages: packagesOf(workspace?.manifest.packages ?? {}),
    target: targetOf(options, workspace?.manifest, context),
    t,
    ...(options.base === undefined ? {} : { base: options.base }),
    ...(options.mirror === undefined ? {} : { mirror: options.mirror }),
  });
  const dry = options.dryRun === true;
  if (!dry) {
    const written = writeChanges(root, converted.changes, t);
    if (written.kind === 'refused') throw new CliError(written.problems.join('\nmips-port: '));
  }
  if (options.format === 'json') io.stdout.write(json(converted, root, dry));
  else printText(converted, dry, context);
  const isOpen = converted.conversions.some(
    ({ conversion: { problems, questions } }) => problems.length + questions.length > 0,
  );
  return isOpen ? exitCodes.found : exitCodes.clean;
}

function placeOf(path: string, { io, t }: CliContext): string {
  const place = resolve(io.cwd, path);
  if (!existsSync(place)) throw new CliError(t('no such file or folder: {0}', path));
  return realpathSync(place);
}

/** Paths relative to the root. */
function dockerfilesOf(place: string, root: string, { t }: CliContext): readonly string[] {
  const below = relative(root, place).split(sep).join('/');
  if (below === '..' || below.startsWith('../')) {
    throw new CliError(t('{0} is outside of {1}', place, root));
  }
  if (statSync(place).isFile()) return [below];
  return walkTree(place, { t })
    .files.filter((file) => isLinuxDockerfile(file) && !isAside(file))
    .map((file) => (below === '' ? file : `${below}/${file}`));
}

function json({ changes, conversions }: ConvertedFiles, root: string, dryRun: boolean): string {
  const listed = conversions.map(({ path, conversion }) => ({
    file: path,
    questions: conversion.questions,
    problems: conversion.problems,
    notes: conversion.notes,
  }));
  const changed = changes.map(({ file }) => file);
  const diff = dryRun ? { diff: unifiedDiff(changes) } : {};
  return `${JSON.stringify({ version: 1, root, dryRun, changed, ...diff, dockerfiles: listed }, undefined, 2)}\n`;
}

function printText({ changes, conversions }: ConvertedFiles, dry: boolean, { io, t }: CliContext): void {
  if (dry) io.stdout.write(unifiedDiff(changes));
  else for (const { file } of changes) io.stdout.write(`${file}\n`);
  const line = ({ file, line: at, column }: Location, kind: string, message: string): string =>
    `${file}:${at}:${column}: ${kind}: ${message}\n`;
  for (const { conversion } of conversions) {
    for (const one of conversion.problems) io.stderr.write(line(one, t('not converted'), one.message));
    for (const one of conversion.questions) io.stderr.write(line(one, t('question'), one.message));
    for (const one of conversion.notes) io.stderr.write(line(one, t('note'), one.message));
  }
  const count = (kind: 'problems' | 'questions'): number =>
    conversions.reduce((sum, { conversion }) => sum + conversion[kind].length, 0);
  io.stderr.write(
    `${t('Dockerfiles: {0}; files changed: {1}; open questions: {2}; not converted: {3}.', conversions.length, changes.length, count('questions'), count('problems'))}\n`,
  );
}
