import { readdirSync, readFileSync } from 'node:fs';

/**
 * The names of running processes of this machine whose environment holds
 * `NAME=value`, as Linux's /proc tells. Those that end meanwhile are left out.
 */
export function processesWith(name: string, value: string): string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
        return environment.includes(`${name}=${value}`)
          ? [readFileSync(`/proc/${pid}/comm`, 'utf8').trim()]
          : [];
      } catch {
        return [];
      }
    });
}
