import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ScanOptions } from '../node/engine';
import { CliError, type CliContext } from './io';
import type { SourceOptions } from './options';
import { rules } from '../core/rules';

/** The engine's options for a command's path and options; a path or rule that does not exist ends the command. */
export function scanOptionsOf(path: string, options: SourceOptions, context: CliContext): ScanOptions {
  const { io, t, bundle } = context;
  const root = resolve(io.cwd, path);
  if (!existsSync(root)) throw new CliError(t('no such file or folder: {0}', path));
  for (const id of [...(options.rule ?? []), ...(options.without ?? [])]) {
    if (!rules.some((rule) => rule.id === id)) {
      throw new CliError(t('no such rule: {0}; known: {1}', id, rules.map((rule) => rule.id).join(', ')));
    }
  }
  return {
    root,
    target: options.target,
    l10n: bundle,
    ...(options.rule && { rules: options.rule }),
    ...(options.without && { levels: Object.fromEntries(options.without.map((id) => [id, 'off'])) }),
    ...(options.tags && { tags: options.tags }),
    ...(options.vendor !== undefined && { vendor: options.vendor }),
  };
}
