import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import {
  addComponents,
  fromCatalogue,
  fromDetected,
  type NewComponent,
} from '../../core/manifest/addComponents';
import { catalogueNames, entriesNamed, findInCatalogue } from '../../core/manifest/catalogue/catalogue';
import { versionSets } from '../../core/manifest/catalogue/types';
import { detectComponents } from '../../core/manifest/detectComponents';
import { manifestFileName } from '../../core/manifest/fileName';
import { insideRoot, joinPath } from '../../core/manifest/paths';
import { suggest } from '../../core/manifest/suggest';
import { createDiskFiles } from '../../node/diskFiles';
import { checkoutRef, getSources, type SourceResult } from '../../node/git/sources';
import { replaceFiles } from '../../node/replaceFiles';
import { CliError, exitCodes, type CliContext } from '../io';
import { componentNamed, findWorkspace, type Workspace } from '../workspace';

export interface AddOptions {
  readonly versions?: string;
  /** A folder that has the sources already, for one component of the catalogue. */
  readonly path?: string;
}

/** `mips-port add ID|PATH…`: writes components of the catalogue, or found in folders, into the manifest. */
export function runAdd(names: readonly string[], options: AddOptions, context: CliContext): number {
  const { io, t } = context;
  const { root } = findWorkspace('.', context);
  const path = join(root, manifestFileName);
  const before = readFileSync(path, 'utf8');
  const components =
    options.path === undefined
      ? names.flatMap((name) => newComponents(name, root, options.versions, context))
      : [adopted(names, options.path, root, options.versions, context)];
  const addition = addComponents(before, components);
  if (!addition) throw new CliError(t('{0} has errors; put them right first', path));
  for (const name of addition.present) io.stderr.write(`mips-port: ${t('{0} is there already', name)}\n`);
  const failures = replaceFiles([{ file: manifestFileName, path, before, after: addition.text }], t);
  if (failures.length > 0) throw new CliError(failures.join('\nmips-port: '));
  for (const name of addition.added) io.stdout.write(`${name}\n`);
  return exitCodes.clean;
}

/** Components of the catalogue by an id, a group, or a reference with a set of versions. */
export function catalogueComponents(
  name: string,
  versions: string | undefined,
  { t }: CliContext,
): readonly NewComponent[] {
  const [id = name, set = versions ?? 'today'] = name.split('@');
  const entries = entriesNamed(id);
  if (entries.length === 0) {
    const meant = suggest(id, catalogueNames());
    throw new CliError(
      meant === undefined
        ? t('the catalogue has no {0}; it has: {1}', id, catalogueNames().join(', '))
        : t('the catalogue has no {0}; did you mean {1}?', id, meant),
    );
  }
  const found = entries.flatMap((entry) => findInCatalogue(`${entry.id}@${set}`) ?? []);
  if (found.length === 0) {
    const sets = versionSets.filter((one) => findInCatalogue(`${entries[0]?.id ?? id}@${one}`)).join(', ');
    throw new CliError(t('the catalogue has no {0} for {1}, but for: {2}', id, set, sets));
  }
  return found.map(fromCatalogue);
}

function newComponents(
  name: string,
  root: string,
  versions: string | undefined,
  context: CliContext,
): readonly NewComponent[] {
  const { io } = context;
  const folder = resolve(io.cwd, name);
  const isFolder = existsSync(folder) && statSync(folder).isDirectory();
  if (!isFolder || entriesNamed(name).length > 0) return catalogueComponents(name, versions, context);
  const real = realpathSync(folder);
  const path = pathInside(real, root, context);
  const detected = detectComponents(createDiskFiles(real));
  if (detected.length === 0) return [{ name: basename(real), keys: { path } }];
  return detected.map((component) => fromDetected({ ...component, path: joinPath(path, component.path) }));
}

/** A component of the catalogue whose sources are there already, as from a distribution's source package. */
function adopted(
  names: readonly string[],
  folder: string,
  root: string,
  versions: string | undefined,
  context: CliContext,
): NewComponent {
  const { io, t } = context;
  const [component, ...others] = names.flatMap((name) => catalogueComponents(name, versions, context));
  if (!component || others.length > 0) throw new CliError(t('name one component with --path'));
  const place = resolve(io.cwd, folder);
  if (!existsSync(place) || !statSync(place).isDirectory())
    throw new CliError(t('no such folder: {0}', folder));
  return {
    ...component,
    keys: { catalogue: component.keys['catalogue'], path: pathInside(place, root, context) },
  };
}

/** A folder as the manifest writes it. @throws CliError where it is outside of the manifest's folder */
function pathInside(folder: string, root: string, { t }: CliContext): string {
  const path = relative(root, realpathSync(folder)).replaceAll('\\', '/') || '.';
  if (insideRoot(path, t) !== undefined) throw new CliError(t('{0} is outside of {1}', folder, root));
  return path;
}

/** `mips-port clone NAME…`: brings the sources of components; those that are there already are kept. */
export async function runClone(names: readonly string[], context: CliContext): Promise<number> {
  const { io, t, signal } = context;
  const workspace = findWorkspace('.', context);
  const components =
    names.length > 0
      ? names.map((name) => componentNamed(name, workspace, context))
      : workspace.manifest.components.filter(({ source }) => source !== undefined);
  let failed = false;
  for (const { name, path, source } of components) {
    if (!source) throw new CliError(t('component "{0}" has no source', name));
    const result = await getSources(join(workspace.root, path), source, {
      signal,
      onProgress: (stage, percent) => io.stderr.write(`${name}: ${stage} ${percent}%\n`),
    });
    failed = !tell(name, result, context) || failed;
    if (result.kind === 'cancelled') break;
  }
  return failed ? exitCodes.found : exitCodes.clean;
}

/** `mips-port checkout NAME [REF]`: the ref of the manifest, or another one. A tree with changes is refused. */
export async function runCheckout(
  name: string,
  ref: string | undefined,
  context: CliContext,
): Promise<number> {
  const workspace: Workspace = findWorkspace('.', context);
  const { path, source } = componentNamed(name, workspace, context);
  const wanted = ref ?? source?.ref;
  if (wanted === undefined) throw new CliError(context.t('component "{0}" has no source.ref', name));
  if (wanted.startsWith('-')) throw new CliError(context.t('write a tag, a branch or a commit'));
  const result = await checkoutRef(join(workspace.root, path), wanted, { signal: context.signal });
  return tell(name, result, context) ? exitCodes.clean : exitCodes.found;
}

/** Tells how it ended; whether it went well. */
function tell(name: string, result: SourceResult, { io, t }: CliContext): boolean {
  switch (result.kind) {
    case 'cloned':
      io.stdout.write(`${t('{0}: cloned, at {1}', name, result.commit)}\n`);
      return true;
    case 'adopted':
      io.stdout.write(`${t('{0}: was there already, at {1}', name, result.commit)}\n`);
      return true;
    case 'checked-out':
      io.stdout.write(`${t('{0}: at {1}', name, result.commit)}\n`);
      return true;
    case 'dirty':
      io.stderr.write(
        `mips-port: ${t('{0}: has changes that are in no commit; git stash them, or use git worktree: {1}', name, result.files.join(', '))}\n`,
      );
      return false;
    case 'occupied':
      io.stderr.write(
        `mips-port: ${
          result.remote === undefined
            ? t('{0}: {1} has files that are no clone', name, result.folder)
            : t('{0}: {1} is a clone of {2}', name, result.folder, result.remote)
        }\n`,
      );
      return false;
    case 'cancelled':
      io.stderr.write(`mips-port: ${t('cancelled')}\n`);
      return false;
    case 'failed':
      io.stderr.write(`mips-port: ${t('{0}: {1}', name, result.reason)}\n`);
      return false;
  }
}
