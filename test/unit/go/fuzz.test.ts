import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createBuildContext } from '../../../src/core/go/buildContext';
import { createGoTree } from '../../../src/core/go/goTree';
import type { GoParser, SyntaxNode, SyntaxTree } from '../../../src/core/go/syntax';
import { changeBetween } from '../../../src/core/go/textChange';
import { loadGoParser } from '../../../src/node/goParser';
import { memoryFiles } from '../support/memoryFiles';
import { mutate } from '../support/mutate';
import { Random } from '../support/random';
import { describeWith, goCommands } from '../support/tools';

const packages = ['encoding/json', 'go/parser', 'net', 'os', 'runtime', 'slices', 'syscall'];
const filesPerPackage = 16;
const mutationsPerFile = 6;

describeWith(['go'], 'broken sources', () => {
  let parser: GoParser;
  beforeAll(async () => {
    parser = await loadGoParser();
  });

  /** Some real files of each package, none so large that comparing whole trees takes long. */
  const sources = (): readonly string[] =>
    packages.flatMap((name) => {
      const dir = join(goCommands().at(-1)?.root ?? '', 'src', name);
      const files = readdirSync(dir).filter((file) => file.endsWith('.go'));
      return files
        .map((file) => readFileSync(join(dir, file), 'utf8'))
        .filter((text) => text.length < 20_000)
        .slice(0, filesPerPackage);
    });

  it('never make the parser or the package view throw, and take no longer than whole ones', () => {
    const random = new Random(1);
    const texts = sources();
    expect(texts.length).toBeGreaterThan(40);
    const context = {
      host: createBuildContext({ goarch: 'amd64' }),
      target: createBuildContext({ goarch: 'mips64le' }),
    };
    const tree = createGoTree({ files: memoryFiles({}), parser, ...context });
    let slowest = 0;
    for (const original of texts) {
      let text = original;
      for (let round = 0; round < mutationsPerFile; round++) {
        text = mutate(text, random);
        const started = process.cpuUsage();
        tree.invalidate('p/p.go', text);
        for (const side of ['host', 'target'] as const) {
          for (const externalTests of [false, true]) {
            const view = tree.view('p', side, externalTests);
            for (const { nameNode, name } of view?.declarations() ?? []) {
              expect(text.slice(nameNode.startIndex, nameNode.endIndex)).toBe(name);
            }
            for (const spec of view?.files.flatMap((file) => file.imports) ?? []) {
              expect(text.slice(spec.node.startIndex, spec.node.endIndex)).toBe(spec.node.text);
            }
          }
        }
        const used = process.cpuUsage(started);
        slowest = Math.max(slowest, used.user + used.system);
      }
      tree.trim();
    }
    tree.dispose();
    expect(slowest / 1e6).toBeLessThan(2);
  }, 120_000);

  it('parsed again after each change have the tree of a fresh parse', () => {
    const random = new Random(2);
    let compared = 0;
    for (const original of sources()) {
      let text = original;
      let tree = parser.parse(text);
      for (let round = 0; round < mutationsPerFile; round++) {
        // Every other change is taken back, so that whole trees are reached from broken ones too.
        const next = round % 2 === 0 ? mutate(text, random) : original;
        tree = parser.reparse(tree, next, changeBetween(text, next));
        text = next;
        const fresh = parser.parse(text);
        expect(describeTree(tree)).toBe(describeTree(fresh));
        fresh.delete();
        compared++;
      }
      tree.delete();
    }
    expect(compared).toBeGreaterThan(200);
  }, 120_000);

  it('nested deeply or full of errors are parsed in bounded time', () => {
    for (const text of [
      `package p\n\nvar x = ${'('.repeat(20_000)}1`,
      `package p\n\nfunc f() {${'if x {'.repeat(10_000)}`,
      `package p\n\nvar x = ${'[]'.repeat(20_000)}int{}`,
      `package p\n\n${'}'.repeat(50_000)}`,
      `package p\n\n${'a b c ]['.repeat(10_000)}`,
      `package p\n\nvar x = "${'\\'.repeat(50_000)}`,
      '\u0000'.repeat(50_000),
    ]) {
      const started = process.cpuUsage();
      parser.parse(text).delete();
      const used = process.cpuUsage(started);
      expect((used.user + used.system) / 1e6, text.slice(0, 40)).toBeLessThan(5);
    }
  }, 120_000);
});

/** Every node's type and range, in order. */
function describeTree(tree: SyntaxTree): string {
  const lines: string[] = [];
  const stack: SyntaxNode[] = [tree.rootNode];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    lines.push(`${node.type} ${node.startIndex}-${node.endIndex} ${node.isMissing ? 'missing' : ''}`);
    stack.push(...[...node.children].reverse());
  }
  return lines.join('\n');
}
