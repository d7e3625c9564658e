// Runs the in-host suites with @vscode/test-electron: in the VS Code server,
// or in the desktop VS Code that VSCODE_EXECUTABLE names (`download` fetches
// one). Writes { passed, failed, skipped } to the file given as --report.
// `--grep TEXT` runs the tests whose title has it, `--suites NAME` those of one folder.
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import * as esbuild from 'esbuild';
import { root } from '../../scripts/lib/paths.mjs';
import { copySample } from '../../scripts/lib/sampleWorkspace.mjs';
import { ensureServer } from '../../scripts/lib/vscodeServer.mjs';

const { values } = parseArgs({
  options: { report: { type: 'string' }, grep: { type: 'string' }, suites: { type: 'string' } },
});
const wanted = (name) => values.suites === undefined || values.suites === name;
const out = join(root, 'out/test/host');
const desktop = process.env.VSCODE_EXECUTABLE;

/** Bundles the entry point and every suite into out/test/host. */
async function bundle() {
  rmSync(out, { recursive: true, force: true });
  const suites = readdirSync(join(root, 'test/host/suites'), { recursive: true, encoding: 'utf8' });
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [
      'test/host/index.ts',
      ...suites.filter((name) => name.endsWith('.test.ts')).map((name) => `test/host/suites/${name}`),
    ],
    outbase: 'test/host',
    outdir: out,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

/**
 * Runs the suites of one folder on a fresh copy of the sample, and counts.
 *
 * @param {string} name
 * @param {readonly string[]} extraArgs
 * @param {(sample: string) => string} open what to open of the copy; the copy itself where absent
 */
async function pass(name, extraArgs, open = (sample) => sample) {
  console.log(`${name}:`);
  const scratch = mkdtempSync(join(tmpdir(), 'mips-port-host-'));
  const events = join(scratch, 'events');
  const folder = await copySample();
  try {
    await runTests({
      ...(desktop === 'download'
        ? {}
        : { vscodeExecutablePath: desktop ?? join(root, 'test/host/vscodeServer.mjs') }),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(out, 'index.js'),
      launchArgs: [open(folder), ...extraArgs],
      extensionTestsEnv: {
        MIPS_PORT_HOST_EVENTS: events,
        MIPS_PORT_HOST_SUITES: name,
        ...(values.grep === undefined ? {} : { MIPS_PORT_HOST_GREP: values.grep }),
      },
    });
  } catch (error) {
    // A failed test is in the events already.
    if (!existsSync(events)) console.error(error.message);
  }
  const lines = existsSync(events) ? readFileSync(events, 'utf8').trimEnd().split('\n') : [];
  const end = lines.map((line) => JSON.parse(line)).find((event) => event.kind === 'end');
  rmSync(scratch, { recursive: true, force: true });
  rmSync(join(folder, '..'), { recursive: true, force: true });
  if (end !== undefined) return end;
  console.error(`${name}: the tests did not come to their end`);
  const count = (kind) => lines.filter((line) => line.startsWith(`{"kind":"${kind}"`)).length;
  return { passed: count('pass'), failed: count('fail') + 1, skipped: count('skip') };
}

/** A workspace of two folders of the sample, with a setting for both. */
function twoFolders(sample) {
  const file = join(sample, '..', 'two.code-workspace');
  const folders = ['devices', 'signals'].map((name) => ({ path: join(sample, name) }));
  writeFileSync(file, JSON.stringify({ folders, settings: { 'mipsPort.host': 'amd64' } }));
  return file;
}

await bundle();
if (desktop === undefined) await ensureServer((line) => console.log(line));
const results = [];
if (wanted('trusted')) results.push(await pass('trusted', []));
if (wanted('multiroot')) results.push(await pass('multiroot', [], twoFolders));
if (!wanted('restricted')) {
  // Nothing more was asked for.
} else if (desktop === undefined) {
  results.push(await pass('restricted', ['--restricted-mode']));
} else {
  // runTests disables workspace trust, and desktop VS Code has no argument that takes it back.
  const reason = 'in-host restricted: runs in the VS Code server only (unset VSCODE_EXECUTABLE)';
  if (process.env.MIPS_PORT_SKIPS) appendFileSync(process.env.MIPS_PORT_SKIPS, `${reason}\n`);
  results.push({ passed: 0, failed: 0, skipped: 1 });
}

const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const report = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(report));
console.log(`in-host: ${report.passed} passed, ${report.failed} failed, ${report.skipped} skipped`);
process.exitCode = report.failed === 0 ? 0 : 1;
