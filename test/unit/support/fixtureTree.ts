import { createBuildContext } from '../../../src/core/go/buildContext';
import { collectFacts } from '../../../src/core/go/collectFacts';
import type { Fact } from '../../../src/core/go/facts';
import { createGoTree } from '../../../src/core/go/goTree';
import type { GoTree } from '../../../src/core/go/packages';
import type { FolderEntry, SourceFiles } from '../../../src/core/files';
import { english } from '../../../src/core/l10n';
import { compareFindings } from '../../../src/core/order';
import { rules } from '../../../src/core/rules';
import type { RuleContext } from '../../../src/core/rules/rule';
import { findTarget, type Goarch, type Target } from '../../../src/core/target/targets';
import type { Finding } from '../../../src/core/types';
import { readAbiTables } from '../../../src/node/abiData';
import { loadGoParser } from '../../../src/node/goParser';

/** Files in memory: path to text. */
export type Texts = Readonly<Record<string, string>>;

/** A tree of files in memory, with everything a rule asks for. */
export interface FixtureTree {
  readonly tree: GoTree;
  readonly context: RuleContext;
  /** The facts of a folder's package and of its external tests. */
  readonly facts: (dir?: string) => readonly Fact[];
  /** What every rule makes of them, in order. */
  readonly findings: (dir?: string) => readonly Finding[];
}

export function memoryFiles(texts: Texts): SourceFiles {
  return {
    readText: (path) => texts[path],
    readHead: (path) => texts[path]?.slice(0, 8192),
    list: (path) => {
      const prefix = path === '' ? '' : `${path}/`;
      const entries = new Map<string, FolderEntry>();
      for (const file of Object.keys(texts).filter((name) => name.startsWith(prefix))) {
        const [name = '', ...rest] = file.slice(prefix.length).split('/');
        entries.set(name, { name, kind: rest.length > 0 ? 'folder' : 'file' });
      }
      return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

/** Opens files in memory as a tree for amd64 and a target. */
export async function openFixture(
  texts: Texts,
  options: { readonly target?: Goarch; readonly nolint?: boolean } = {},
): Promise<FixtureTree> {
  const files = memoryFiles(texts);
  const host = targetOf('amd64');
  const target = targetOf(options.target ?? 'mips64le');
  const abi = readAbiTables();
  const tree = createGoTree({
    files,
    parser: await loadGoParser(),
    host: createBuildContext({ goarch: host.goarch }),
    target: createBuildContext({ goarch: target.goarch }),
  });
  const context: RuleContext = {
    host,
    target,
    abi,
    t: english,
    files,
    tree,
    nolintUnconvert: () => options.nolint === true,
  };
  const facts = (dir = ''): readonly Fact[] =>
    [false, true].flatMap((externalTests) => {
      const here = tree.view(dir, 'host', externalTests);
      const there = tree.view(dir, 'target', externalTests);
      return here && there ? collectFacts({ host: here, target: there }, tree, abi, host, target, files) : [];
    });
  return {
    tree,
    context,
    facts,
    findings: (dir) =>
      facts(dir)
        .flatMap((fact) => rules.flatMap((rule) => rule.fromFact?.(fact, context) ?? []))
        .sort(compareFindings),
  };
}

/** `file:line` once for every time a marker stands in a line's comment, of the files below a folder. */
export function marked(texts: Texts, marker: string, dir: string): readonly string[] {
  return Object.entries(texts)
    .filter(([path]) => path.startsWith(`${dir}/`))
    .flatMap(([path, text]) =>
      text
        .split('\n')
        .flatMap((line, index) =>
          [...(line.split(' // ')[1] ?? '').matchAll(new RegExp(`\\b${marker}\\b`, 'g'))].map(
            () => `${path}:${index + 1}`,
          ),
        ),
    )
    .sort();
}

function targetOf(goarch: Goarch): Target {
  const target = findTarget(goarch);
  if (!target) throw new Error(`no target ${goarch}`);
  return target;
}
