import { existsSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { addComponents } from '../../core/manifest/addComponents';
import { detectComponents } from '../../core/manifest/detectComponents';
import { manifestFileName } from '../../core/manifest/fileName';
import { renderManifest } from '../../core/manifest/renderManifest';
import { createDiskFiles } from '../../node/diskFiles';
import { replaceFiles } from '../../node/replaceFiles';
import { CliError, exitCodes, type CliContext } from '../io';
import { targetOf } from '../workspace';
import { catalogueComponents } from './sources';

export interface InitOptions {
  readonly target?: string;
  readonly dryRun?: boolean;
  /** Ids or groups of the catalogue, with commas between. */
  readonly from?: string;
  readonly versions?: string;
}

/** `mips-port init`: writes a manifest with the components that a look at the tree suggests. Never replaces one. */
export function runInit(path: string, options: InitOptions, context: CliContext): number {
  const { io, t } = context;
  const start = resolve(io.cwd, path);
  if (!existsSync(start) || !statSync(start).isDirectory()) {
    throw new CliError(t('no such folder: {0}', path));
  }
  const root = realpathSync(start);
  const file = join(root, manifestFileName);
  const { goarch } = targetOf(options, undefined, context);
  const fromIds = options.from?.split(',').filter((id) => id !== '');
  const components = fromIds ? [] : detectComponents(createDiskFiles(root));
  const plain = renderManifest(components, goarch);
  const chosen = fromIds?.flatMap((id) => catalogueComponents(id, options.versions, context));
  const addition = chosen && addComponents(plain, chosen);
  const text = addition?.text ?? plain;
  if (options.dryRun === true) {
    io.stdout.write(text);
    return exitCodes.clean;
  }
  if (existsSync(file)) {
    throw new CliError(t('{0} is there already; --dry-run prints what would be written', file));
  }
  const failures = replaceFiles([{ file: manifestFileName, path: file, before: undefined, after: text }], t);
  if (failures.length > 0) throw new CliError(failures.join('\nmips-port: '));
  io.stdout.write(`${file}\n`);
  for (const { kind, name, path: folder } of components) io.stdout.write(`  ${name}  ${folder}  ${kind}\n`);
  for (const name of addition?.added ?? []) io.stdout.write(`  ${name}\n`);
  if (!fromIds && components.length === 0) {
    io.stdout.write(`${t('No go.mod and no Makefile was found, so there is no component to propose.')}\n`);
  }
  return exitCodes.clean;
}
