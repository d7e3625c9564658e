import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBuildContext } from '../../../src/core/go/buildContext';
import { createGoTree } from '../../../src/core/go/goTree';
import type { Side } from '../../../src/core/go/packages';
import { TreeCache } from '../../../src/core/go/sourceFile';
import type { GoParser } from '../../../src/core/go/syntax';
import { targets } from '../../../src/core/target/targets';
import { createDiskFiles } from '../../../src/node/diskFiles';
import { loadGoParser } from '../../../src/node/goParser';
import {
  buildDifferential,
  compareFile,
  comparePackage,
  runDifferential,
  type FileLine,
  type PackageLine,
} from '../support/differential';
import { oddHeads } from '../support/oddHeads';
import { describeWith, goCommands } from '../support/tools';

/** A large tree of many projects; the folders left out are generated code of one shape. */
const debianTree = '/usr/share/gocode/src';
const debianSkip = ['github.com/aws', 'google.golang.org'];
const debianNeed = {
  found: existsSync(join(debianTree, 'github.com/containerd/containerd')),
  what: `${debianTree} (apt-get install golang-github-containerd-containerd-dev)`,
};
const goarchs = targets.map((target) => target.goarch);
const minutes = 60_000;

/** Lets the test runner hear from this process; it gives up on one that is silent for a minute. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describeWith(['go', debianNeed], 'what go/build and go/parser see', () => {
  const go = goCommands().at(-1);
  const folder = mkdtempSync(join(tmpdir(), 'differential-'));
  const program = join(folder, 'differential');
  let parser: GoParser;

  beforeAll(async () => {
    if (go !== undefined) buildDifferential(go, program);
    parser = await loadGoParser();
  }, 2 * minutes);
  afterAll(() => rmSync(folder, { recursive: true }));

  const readFiles = (root: string, skip: readonly string[]): FileLine[] =>
    runDifferential<FileLine>(program, 'declarations', root, skip);

  /** Two GOARCHs are a tree's host and target; the answer has one line for each difference. */
  const comparePackages = (
    root: string,
    skip: readonly string[],
    rejected: ReadonlySet<string>,
    pair: readonly [string, string],
    cgo: boolean,
  ): { readonly views: number; readonly mismatches: readonly string[] } => {
    const goMinor = Number(go?.version.split('.')[1]);
    const context = (goarch: string) => createBuildContext({ goarch, goMinor, cgo });
    const tree = createGoTree({
      files: createDiskFiles(root),
      parser,
      host: context(pair[0]),
      target: context(pair[1]),
    });
    const compareSide = (side: Side, goarch: string): { views: number; mismatches: string[] } => {
      const env = { GOARCH: goarch, CGO_ENABLED: cgo ? '1' : '0' };
      const lines = runDifferential<PackageLine>(program, 'packages', root, skip, env);
      const mismatches = lines.flatMap((line) =>
        comparePackage(tree, side, line, rejected).map((text) => `${goarch} ${line.dir}: ${text}`),
      );
      return { views: lines.length, mismatches };
    };
    const [host, target] = [compareSide('host', pair[0]), compareSide('target', pair[1])];
    tree.dispose();
    return { views: host.views + target.views, mismatches: [...host.mismatches, ...target.mismatches] };
  };

  const compareTree = async (
    root: string,
    skip: readonly string[],
  ): Promise<{ files: number; declarations: number }> => {
    const files = readFiles(root, skip);
    const accepted = files.filter((line) => line.rejected !== true);
    const rejected = new Set(files.filter((line) => line.rejected === true).map((line) => line.file));
    let views = 0;
    const mismatches: string[] = [];
    for (const [index, goarch] of goarchs.entries()) {
      if (index % 2 === 1) continue;
      await breathe();
      const found = comparePackages(root, skip, rejected, [goarch, goarchs[index + 1] ?? goarch], true);
      views += found.views;
      mismatches.push(...found.mismatches);
    }
    const withoutCgo = comparePackages(root, skip, rejected, ['amd64', 'mips64le'], false);
    views += withoutCgo.views;
    mismatches.push(...withoutCgo.mismatches);

    const cache = new TreeCache(parser);
    const disk = createDiskFiles(root);
    let declarations = 0;
    let compared = 0;
    for (const [index, line] of accepted.entries()) {
      if (index % 200 === 0) await breathe();
      const found = compareFile(disk, cache, line);
      if (found.kind === 'broken') continue;
      compared++;
      declarations += line.declarations?.length ?? 0;
      mismatches.push(...found.differences.map((text) => `${line.file}: ${text}`));
    }
    process.stdout.write(
      `${root}: files ${compared} (left out: ${rejected.size} that go/parser rejects, ` +
        `${accepted.length - compared} broken tests of the type checker), package views ${views}, ` +
        `declarations ${declarations}, mismatches=${mismatches.length}\n`,
    );
    expect(mismatches).toEqual([]);
    expect(accepted.length - compared).toBeLessThan(20);
    return { files: compared, declarations };
  };

  it(
    'is what we see in file heads put together at random',
    () => {
      const root = join(folder, 'heads');
      mkdirSync(root);
      for (const [name, text] of oddHeads(6000, 20_260_101)) writeFileSync(join(root, name), text);
      const rejected = new Set(
        readFiles(root, []).flatMap((line) => (line.rejected === true ? [line.file] : [])),
      );
      expect(rejected.size).toBeLessThan(3000);
      for (const cgo of [true, false]) {
        const found = comparePackages(root, [], rejected, ['amd64', 'mips64le'], cgo);
        expect(found.mismatches).toEqual([]);
      }
    },
    2 * minutes,
  );

  it(
    'is what we see in the standard library',
    async () => {
      const compared = await compareTree(join(go?.root ?? '', 'src'), []);
      expect(compared.files).toBeGreaterThan(5000);
      expect(compared.declarations).toBeGreaterThan(100_000);
    },
    10 * minutes,
  );

  it(
    'is what we see in a tree of Debian packages',
    async () => {
      const compared = await compareTree(debianTree, debianSkip);
      expect(compared.files).toBeGreaterThan(1500);
      expect(compared.declarations).toBeGreaterThan(50_000);
    },
    10 * minutes,
  );
});
