import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareGoVersions } from '../tools';
import type { Layout } from './layout';

/** Since Go 1.21 a `go` line is a requirement; before, it was advice. */
const strictSince = '1.21';

/** Whether an installed Go refuses a layout because it asks for a newer one. */
export function isRefused(layout: Layout, version: string): layout is Layout & { readonly go: string } {
  const { go, mode } = layout;
  if (mode !== 'module' || go === undefined || compareGoVersions(version, go) >= 0) return false;
  return compareGoVersions(go, strictSince) >= 0;
}

/**
 * A layout that an older Go loads: in place of the module's go.mod it reads one
 * that asks for that Go alone. What the code uses of newer releases is then
 * rejected for host and target alike, and so is no difference. Undefined where
 * this does not serve: `vendor/modules.txt` names the Go of each module too, and
 * Go reads that file itself; a workspace's modules each have a line.
 *
 * @param version of the Go at hand: `1.24.4`
 */
export function loweredLayout(layout: Layout, version: string): Layout | undefined {
  const { moduleDir, mod } = layout;
  if (moduleDir === undefined || mod === 'vendor') return undefined;
  const file = join(moduleDir, 'go.mod');
  return { ...layout, modFiles: { [file]: loweredModFile(readFileSync(file, 'utf8'), version) } };
}

/** Directives that a Go older than the one asked for may not know; what they say does not change what is loaded. */
const newerDirectives = /^(?:toolchain|godebug|tool|ignore)$/;

/** The text of a go.mod with another `go` line, without the directives that came with newer releases. */
export function loweredModFile(text: string, version: string): string {
  let skipping = false;
  const lines = text.split('\n').map((line) => {
    const [first = '', second] = line.trim().split(/\s+/);
    if (skipping) {
      skipping = first !== ')';
      return '';
    }
    if (newerDirectives.test(first)) {
      skipping = second === '(';
      return '';
    }
    return first === 'go' ? `go ${/^\d+\.\d+/.exec(version)?.[0] ?? version}` : line;
  });
  return lines.join('\n');
}
