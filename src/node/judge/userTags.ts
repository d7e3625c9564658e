import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../tools';

/**
 * The build tags that the user set for all of Go: `-tags` in the GOFLAGS of the
 * environment or, where that has none, of the file that `go env -w` writes.
 */
export function userTags(env: Environment): readonly string[] {
  const flags = env['GOFLAGS'] ?? '';
  return tagsIn(flags === '' ? goflagsOfFile(env) : flags);
}

/** Flags are separated by blanks; one that holds a blank is quoted whole. */
function tagsIn(flags: string): readonly string[] {
  let tags: readonly string[] = [];
  for (const [, single, double, bare] of flags.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)) {
    const list = /^--?tags=(.*)$/.exec(single ?? double ?? bare ?? '')?.[1];
    // As in a command line, the last one counts.
    if (list !== undefined) tags = list.split(/[,\s]+/).filter((tag) => tag !== '');
  }
  return tags;
}

/** See `go help env`: GOENV names the file, or is `off`. */
function goflagsOfFile(env: Environment): string {
  const chosen = env['GOENV'] ?? '';
  if (chosen === 'off') return '';
  const xdg = env['XDG_CONFIG_HOME'] ?? '';
  const config = xdg === '' ? join(env['HOME'] ?? homedir(), '.config') : xdg;
  try {
    const text = readFileSync(chosen === '' ? join(config, 'go/env') : chosen, 'utf8');
    return /^GOFLAGS=(.*)$/m.exec(text)?.[1] ?? '';
  } catch {
    return '';
  }
}
