import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parse } from 'yaml';
import type { PatchesRecord, SourceRecord, ToolRecord } from '../core/plan/buildRecord';
import { versionStepId, type PlanInput } from '../core/plan/componentPlans';
import { runProcess } from './runProcess';
import type { StepResult } from './runPlan';
import { findOnPath, outputOf } from './tools';

/** How long git may look at a tree, in milliseconds. */
const gitTimeoutMs = 60_000;

/** What is about to be built. Never rejects: what git does not say is left out. */
export async function sourceRecord({ component, root }: PlanInput): Promise<SourceRecord> {
  const { path } = component;
  const folder = join(root, path);
  const commit = await git(folder, 'rev-parse', '--verify', 'HEAD');
  if (commit === undefined) return { path };
  const [describe, changes, remote] = await Promise.all([
    git(folder, 'describe', '--tags', '--always'),
    git(folder, 'status', '--porcelain', '--', '.'),
    git(folder, 'config', '--get', 'remote.origin.url'),
  ]);
  return {
    path,
    commit,
    ...(describe !== undefined && describe !== '' && { describe }),
    ...(changes !== undefined && { dirty: changes !== '' }),
    ...(remote !== undefined && remote !== '' && { remote: withoutLogin(remote) }),
  };
}

/** The patches in a component's series, or undefined where it has none. */
export async function patchesRecord({ component, root }: PlanInput): Promise<PatchesRecord | undefined> {
  const folder = component.patches ?? `patches/${component.name}`;
  let names: string[];
  try {
    names = (await readdir(join(root, folder))).filter((name) => name.endsWith('.patch')).sort();
  } catch {
    return undefined;
  }
  if (names.length === 0) return undefined;
  const files = await Promise.all(
    names.map(async (name) => ({ name, sha256: await sha256(join(root, folder, name)) })),
  );
  return { folder, ...(await seriesBase(join(root, folder))), files };
}

/** Which tools made and ran the artifacts, by what they say about themselves. */
export async function toolRecords(
  { component, toolchain }: PlanInput,
  results: readonly StepResult[],
): Promise<readonly ToolRecord[]> {
  const { build, kind } = component;
  const asked: { name: string; command: string; args: readonly string[] }[] = [];
  if (build.strategy === 'cross') {
    if (kind !== 'c') asked.push({ name: 'go', command: toolchain.go, args: ['version'] });
    if (kind !== 'go' || build.cgo) asked.push({ name: 'cc', command: toolchain.cc, args: ['--version'] });
    if (results.some(({ step }) => step.kind === 'smoke')) {
      asked.push({ name: 'qemu', command: toolchain.qemu, args: ['--version'] });
    }
  }
  const { containers } = toolchain;
  if (build.strategy === 'emulated') {
    asked.push({ name: 'containers', command: containers.command, args: ['--version'] });
  }
  const told = await Promise.all(
    asked.map(async ({ name, command, args }): Promise<ToolRecord | undefined> => {
      const path = isAbsolute(command) ? command : findOnPath(command);
      const version = path === undefined ? undefined : await outputOf(path, args);
      return version === undefined ? undefined : { name, command, version: firstLine(version) };
    }),
  );
  const there = results.find(({ step }) => step.id === versionStepId);
  return [
    ...told.filter((tool) => tool !== undefined),
    ...(build.strategy === 'emulated' && build.image !== undefined
      ? [{ name: 'image', command: containers.command, version: build.image }]
      : []),
    ...(there?.output === undefined
      ? []
      : [
          {
            name: kind === 'go' ? 'go' : 'cc',
            command: kind === 'go' ? 'go' : 'cc',
            version: firstLine(there.output),
          },
        ]),
  ];
}

/** Lower-case hexadecimal. Rejects where the file cannot be read. */
export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Which commit the series is for; its own reader tells what is wrong with the file. */
async function seriesBase(folder: string): Promise<Pick<PatchesRecord, 'base' | 'ref'>> {
  try {
    const series: unknown = parse(await readFile(join(folder, 'series.yaml'), 'utf8'));
    if (typeof series !== 'object' || series === null) return {};
    return {
      ...('base' in series && typeof series.base === 'string' && { base: series.base }),
      ...('ref' in series && typeof series.ref === 'string' && { ref: series.ref }),
    };
  } catch {
    return {};
  }
}

async function git(folder: string, ...args: readonly string[]): Promise<string | undefined> {
  let output = '';
  const end = await runProcess({
    command: 'git',
    args: ['-C', folder, ...args],
    cwd: folder,
    // A look at the tree takes no lock, so that it disturbs no other git.
    env: { GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
    timeoutMs: gitTimeoutMs,
    onOutput: (text, stream) => {
      if (stream === 'stdout') output += text;
    },
  });
  return end.kind === 'exited' && end.exitCode === 0 ? output.trim() : undefined;
}

/** An address without a user's name and password. */
function withoutLogin(address: string): string {
  return address.replace(/^([a-z+]+:\/\/)[^/@]*@/i, '$1');
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
