import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { copySample } from '../../scripts/lib/sampleWorkspace.mjs';
import { ensureServer } from '../../scripts/lib/vscodeServer.mjs';

/** Milliseconds, by VS Code's own marks. */
interface Cost {
  readonly id: string;
  readonly load: number;
  readonly activate: number;
}

const ids = ['mips-port.mips-port', 'vscode.git'];

/**
 * What it costs VS Code to load and to activate the extension, beside its own
 * git extension in the same window. Argument: how many windows, 5 if absent.
 */
export async function run([windows = '5']: readonly string[]): Promise<void> {
  const root = dirname(__dirname);
  await ensureServer(console.log);
  const tests = join(root, 'out/bench/activationInHost.js');
  await build({
    absWorkingDir: root,
    entryPoints: ['test/bench/activation/inHost.ts'],
    outfile: tests,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
  });
  const all: Cost[] = [];
  for (let i = 0; i < Number(windows); i++) all.push(...(await costsOfWindow(root, tests)));
  const median = (id: string, key: 'load' | 'activate'): number => {
    const values = all.filter((cost) => cost.id === id).map((cost) => cost[key]);
    return values.sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? NaN;
  };
  console.log(`medians of ${windows} windows       load   activate`);
  const [own = NaN, git = NaN] = ids.map((id) => {
    const parts = [median(id, 'load'), median(id, 'activate')];
    console.log(`${id.padEnd(22)} ${parts.map((ms) => `${ms.toFixed(0)} ms`.padStart(10)).join('')}`);
    return parts.reduce((sum, ms) => sum + ms, 0);
  });
  console.log(`together ${(own / git).toFixed(2)} times what vscode.git takes`);
}

async function costsOfWindow(root: string, tests: string): Promise<readonly Cost[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'mips-port-bench-'));
  const folder = await copySample();
  const events = join(scratch, 'events');
  try {
    await runTests({
      vscodeExecutablePath: join(root, 'test/host/vscodeServer.mjs'),
      extensionDevelopmentPath: root,
      extensionTestsPath: tests,
      launchArgs: [folder],
      extensionTestsEnv: { MIPS_PORT_HOST_EVENTS: events, BENCH_EXTENSIONS: ids.join() },
    });
    return (JSON.parse(readFileSync(events, 'utf8')) as { readonly costs: readonly Cost[] }).costs;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    rmSync(dirname(folder), { recursive: true, force: true });
  }
}
