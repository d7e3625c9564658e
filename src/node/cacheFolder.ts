import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './tools';

/** Where the command line keeps what it can make or fetch again, by the XDG base directory rules. */
export function cacheFolderOf(env: Environment): string {
  const base = env['XDG_CACHE_HOME'];
  return join(
    base !== undefined && base !== '' ? base : join(env['HOME'] ?? homedir(), '.cache'),
    'mips-port',
  );
}
