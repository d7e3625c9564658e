// All tests, from a fresh clone on: installs what is missing (Debian packages
// only in CI and as root), builds, checks, tests, and ends with one line that
// counts. In CI a skipped test is a failure.
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './lib/build.mjs';
import {
  canInstall,
  debianPackages,
  installLine,
  installPackages,
  missingPackages,
} from './lib/debianPackages.mjs';
import { ensureNpmPackages } from './lib/npmPackages.mjs';
import { root } from './lib/paths.mjs';
import { findProgram, run } from './lib/processes.mjs';
import { describe, goTestCounts, oneTest, runStages, vitestCounts } from './lib/stages.mjs';
import { ensureServer } from './lib/vscodeServer.mjs';

const ci = !['', '0', 'false', undefined].includes(process.env.CI);
const say = (line) => console.log(`- ${line}`);

const scratch = mkdtempSync(join(tmpdir(), 'mips-port-test-'));
const skipLog = join(scratch, 'skips');
process.env.MIPS_PORT_SKIPS = skipLog;

/** A tool of node_modules/.bin, run by this Node. */
function tool(script, ...args) {
  return run(process.execPath, [join(root, 'node_modules', script), ...args], { cwd: root });
}

const passes = async (outcome) => oneTest((await outcome).code === 0);

const nothing = { passed: 0, failed: 0, skipped: 0 };

/** A stage that prepares: it counts as a test only where it fails. */
const prepare = (work) => async () => {
  await work();
  return nothing;
};

async function debian() {
  const missing = await missingPackages(debianPackages);
  if (missing.length === 0) return;
  if (ci && canInstall()) await installPackages(missing, say);
  else say(`some tests need more, and are skipped where it is missing: ${installLine(missing)}`);
}

async function vitest(config) {
  const report = join(scratch, `${config}.json`);
  const { code } = await tool(
    'vitest/vitest.mjs',
    'run',
    ...['--config', config, '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
  );
  return vitestCounts(report, code);
}

/** The judge's own tests, with every Go of the machine: it must work with the oldest and the newest. */
async function goTests() {
  const cwd = join(root, 'src/gocheck');
  if (!existsSync(join(cwd, 'go.mod'))) return nothing;
  const commands = ['1.19', '1.23', '1.24']
    .map((release) => `/usr/lib/go-${release}/bin/go`)
    .filter((path) => existsSync(path));
  const onPath = findProgram('go');
  if (commands.length === 0 && onPath !== undefined) commands.push(onPath);
  if (commands.length === 0) {
    appendFileSync(skipLog, 'judge: needs Go (apt-get install golang-go)\n');
    return { ...nothing, skipped: 1 };
  }
  const total = { ...nothing };
  for (const command of commands) {
    const env = { ...process.env, GOTOOLCHAIN: 'local' };
    const vet = await run(command, ['vet', './...'], { cwd, env });
    const test = await run(command, ['test', '-json', './...'], { cwd, env, capture: true });
    const counts = goTestCounts(test.stdout, test.code);
    if (counts.failed > 0) console.log(goOutput(test.stdout) + test.stderr);
    console.log(`${command}: vet ${vet.code === 0 ? 'passed' : 'failed'}, tests ${describe(counts)}`);
    for (const { passed, failed, skipped } of [oneTest(vet.code === 0), counts]) {
      total.passed += passed;
      total.failed += failed;
      total.skipped += skipped;
    }
  }
  return total;
}

function goOutput(events) {
  return events
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line).Output ?? '')
    .join('');
}

async function inHost() {
  const report = join(scratch, 'host.json');
  await run(process.execPath, [join(root, 'test/host/run.mjs'), '--report', report], { cwd: root });
  return existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : oneTest(false);
}

const preparations = [
  { name: 'npm packages', run: prepare(() => ensureNpmPackages(say)) },
  { name: 'Debian packages', run: prepare(debian) },
  { name: 'VS Code server', run: prepare(() => ensureServer(say)) },
  { name: 'build', run: prepare(() => build()) },
];
const stages = [
  { name: 'types', run: () => passes(tool('typescript/bin/tsc', '--noEmit')) },
  { name: 'lint', run: () => passes(tool('eslint/bin/eslint.js', '.')) },
  {
    name: 'format',
    run: () => passes(tool('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.')),
  },
  { name: 'unit', run: () => vitest('vitest.config.ts') },
  { name: 'judge', run: goTests },
  { name: 'in-host', run: inHost },
  { name: 'ui', run: () => vitest('vitest.ui.config.ts') },
];

// `npm test -- unit ui` runs the stages of these names alone, after the preparations.
const only = process.argv.slice(2);
const total = await runStages([
  ...preparations,
  ...stages.filter(({ name }) => only.length === 0 || only.includes(name)),
]);

const reasons = existsSync(skipLog) ? readFileSync(skipLog, 'utf8').trimEnd().split('\n') : [];
rmSync(scratch, { recursive: true, force: true });
console.log('');
for (const reason of new Set(reasons.filter((line) => line !== ''))) console.log(`skipped: ${reason}`);
if (ci && total.skipped > 0) console.log('In CI a skipped test is a failure.');
process.exitCode = total.failed > 0 || total.passed === 0 || (ci && total.skipped > 0) ? 1 : 0;
console.log(describe(total));
