import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';
import { Workbench } from './support/workbench';

/** Everything that a package may hold. */
const allowed = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(package(\.nls(\.[\w-]+)?)?\.json|(readme|changelog)(\.[\w-]+)?\.md|LICENSE\.txt)$/i,
  /^extension\/dist\/(extension|cli|commands|worker|imageGraph|extension-[\w-]+)\.js$/,
  /^extension\/dist\/[\w-]+\.wasm$/,
  /^extension\/dist\/gocheck\/([\w-]+\/)*(\w+\.go|go\.mod)$/,
  /^extension\/dist\/abi\/.+$/,
  /^extension\/dist\/webview\/[\w.-]+\.(js|css)$/,
  /^extension\/l10n\/bundle\.l10n(\.[\w-]+)?\.json$/,
  /^extension\/syntaxes\/[\w.-]+\.json$/,
  /^extension\/docs\/rules\/([\w-]+\/)*[\w.-]+\.md$/,
  /^extension\/media\/(walkthrough\/)?[\w.-]+\.(png|svg|css|json|md)$/,
];
const needed = [
  'extension.js',
  'cli.js',
  'commands.js',
  'worker.js',
  'imageGraph.js',
  'web-tree-sitter.wasm',
  'tree-sitter-go.wasm',
];

describe('the package', () => {
  let scratch = '';
  let file = '';

  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'mips-port-package-'));
    file = join(scratch, 'mips-port.vsix');
    execFileSync(process.execPath, [join(root, 'scripts/package.mjs'), '--out', file], { stdio: 'pipe' });
  });

  afterAll(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  test('is smaller than 3 MB', () => {
    expect(statSync(file).size).toBeLessThan(3 * 1024 * 1024);
  });

  test('holds what runs and is read, and nothing else', () => {
    const entries = zipEntries(file);
    expect(entries.filter((entry) => !allowed.some((pattern) => pattern.test(entry)))).toEqual([]);
    expect(needed.filter((name) => !entries.includes(`extension/dist/${name}`))).toEqual([]);
    expect(entries).toContain('extension/media/icon.png');
    expect(entries.some((entry) => entry.startsWith('extension/dist/abi/'))).toBe(true);
  });

  test('works as installed: findings appear without the checkout', async () => {
    const workbench = await Workbench.open({ development: false, vsix: file });
    try {
      await workbench.openFile('devices/mount.go', 16);
      await workbench.waitForProblem(/st\.Dev is uint32 on mips64le/, 'mount.go');
    } finally {
      await workbench.close();
    }
  });
});

/** The names in a zip file, from its central directory (APPNOTE 4.3.12 and 4.3.16). */
function zipEntries(path: string): string[] {
  const zip = readFileSync(path);
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const names: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    names.push(zip.toString('utf8', at + 46, at + 46 + (name ?? 0)));
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return names;
}
