import { requirementOf, type Sight } from '../../../src/core/go/contexts';
import type { Fact, UndefinedFact, WidthFact } from '../../../src/core/go/facts';
import { hostOnly } from '../../../src/core/go/hostOnly';
import type { GoFile, PackageView } from '../../../src/core/go/packages';
import { parentOf } from '../../../src/core/go/paths';
import type { SyntaxNode } from '../../../src/core/go/syntax';
import { makeTyping } from '../../../src/core/go/typing';
import { differs, typePair, type Sights } from '../../../src/core/go/widthFlow';
import type { Location } from '../../../src/core/types';
import { liftFact, type OpenTree } from '../../../src/node/openTree';
import { describeUnknown, whyUnknown, whyWantedUnknown } from './unknownType';

/** Says why tier 0 has no finding where the judge has a fact, by asking tier 0's own typing. */
export type ReasonOf = (fact: Fact) => string;

/**
 * @param dirs the folders that a scan of the tree looks at closely (`packagesToScan`)
 */
export function missReasons(tree: OpenTree, dirs: readonly string[]): ReasonOf {
  const picked = new Set(dirs);
  return (fact) => {
    const lifted = liftFact(fact, tree.prefix);
    const at = lifted.kind === 'width' ? lifted.origin : lifted.at;
    const seen = sightsOf(at.file, tree);
    if (typeof seen === 'string') return seen;
    if (!picked.has(parentOf(at.file)))
      return 'the package is not picked for parsing: it holds no name that differs';
    switch (lifted.kind) {
      case 'width':
        return ofWidth(lifted, seen.file, seen.sights);
      case 'undefined':
        return ofUndefined(lifted, seen.file, seen.sights);
      case 'excluded-package':
        return ofImport(lifted.importPath, seen.sights.target);
      case 'missing-body':
        return 'the body is not written in an assembly file that tier 0 reads';
      case 'rejected':
        return `only a type checker knows: ${withoutName(lifted.compilerMessage)}`;
    }
  };
}

/** The compiler's words without the name that they are about, so that reasons of one kind are one. */
function withoutName(message: string): string {
  return /declared (?:and|but) not used/.test(message) ? 'a variable is not used' : message;
}

interface Seen {
  readonly file: GoFile;
  readonly sights: Sights;
}

/** The file as both sides see it, or why there is none. */
function sightsOf(path: string, tree: OpenTree): Seen | string {
  const dir = parentOf(path);
  for (const external of [false, true]) {
    const host = tree.go.view(dir, 'host', external);
    const target = tree.go.view(dir, 'target', external);
    const file = target?.files.find((one) => one.path === path);
    if (host && target && file) return { file, sights: makeSights(tree, host, target, file) };
  }
  const excluded = tree.go.view(dir, 'target')?.excluded.find((one) => one.path === path);
  return `tier 0 does not see the file in the target's build${excluded ? `: ${excluded.reason}` : ''}`;
}

function makeSights({ go, context }: OpenTree, host: PackageView, target: PackageView, file: GoFile): Sights {
  const { abi } = context;
  return {
    host: { typing: makeTyping('host', context.host.goarch, go, abi), place: { view: host, file } },
    target: { typing: makeTyping('target', context.target.goarch, go, abi), place: { view: target, file } },
  };
}

/** The outermost node that covers a range exactly. */
export function nodeAt(file: GoFile, { line, column, endLine, endColumn }: Location): SyntaxNode | undefined {
  const lines = file.text.split('\n');
  const offset = (row: number, col: number): number =>
    lines.slice(0, row - 1).reduce((sum, text) => sum + text.length + 1, 0) + col - 1;
  const [start, end] = [offset(line, column), offset(endLine, endColumn)];
  let node = file.tree.rootNode.descendantForIndex(start, end);
  while (node?.parent?.startIndex === start && node.parent.endIndex === end) node = node.parent;
  return node ?? undefined;
}

function ofWidth(fact: WidthFact, file: GoFile, sights: Sights): string {
  const node = nodeAt(file, fact.origin);
  if (!node) return 'the place is not in the parsed text';
  const pair = typePair(node, sights);
  for (const [side, type] of [
    ['host', pair.host],
    ['target', pair.target],
  ] as const) {
    if (type.kind === 'unknown')
      return `unknown type of ${fact.originText}: ${whyUnknown(node, sights[side])}`;
  }
  if (!differs(pair)) {
    const known = pair.host.kind === 'untyped' ? 'an untyped constant' : describeUnknown(pair.host);
    return `tier 0 sees no difference in the type of ${fact.originText} (${known})`;
  }
  return ofUse(node, sights);
}

/** Why following a value that differs ends without a mismatch. */
function ofUse(start: SyntaxNode, sights: Sights): string {
  let node = start;
  for (;;) {
    const requirement = requirementOf(node);
    switch (requirement.kind) {
      case 'through':
        if (!differs(typePair(requirement.node, sights))) {
          return `unknown type of ${requirement.node.type}: ${whyUnknown(requirement.node, sights.host)}`;
        }
        node = requirement.node;
        continue;
      case 'none':
        return `nothing is asked of a type in a ${node.parent?.type ?? 'file'}`;
      case 'flow':
        return `the variable ${requirement.nameNode.text} takes the value, and no use of it is known to mind`;
      case 'match':
      case 'assign':
        return wanted(
          node,
          requirement.kind === 'match'
            ? typePair(requirement.other, sights).host
            : requirement.to(sights.host),
          sights.host,
        );
      case 'receive':
        return wanted(node, requirement.from(sights.host), sights.host);
    }
  }
}

function wanted(node: SyntaxNode, type: ReturnType<Sight['typing']['typeOf']>, sight: Sight): string {
  return type.kind === 'unknown'
    ? `what is wanted is unknown: ${whyWantedUnknown(node, sight)}`
    : `what is wanted holds something unknown: ${describeUnknown(type)}`;
}

function ofUndefined(fact: UndefinedFact, file: GoFile, sights: Sights): string {
  const { host, target } = sights;
  if (fact.member === undefined) {
    if (fact.importPath !== undefined) return ofImport(fact.importPath, target);
    const { names } = hostOnly(host.place.view, target.place.view);
    if (!names.has(fact.name)) return 'tier 0 sees the name in both builds, or in none';
    const dotted = file.imports.filter((one) => one.alias === '.').map((one) => one.path);
    return dotted.length > 0
      ? `a dot import of a package outside of the tree may declare it: ${dotted.join(', ')}`
      : 'the name is not used where tier 0 takes it for the package’s own';
  }
  const node = nodeAt(file, fact.at);
  const selector = node?.type === 'field_identifier' ? node.parent : node;
  const operand = selector?.childForFieldName('operand') ?? undefined;
  if (!operand) return `the name is the key of a literal whose type is unknown`;
  const type = host.typing.typeOf(operand, host.place);
  if (type.kind === 'unknown') return `unknown type of ${operand.text}: ${whyUnknown(operand, host)}`;
  return `the member of ${describeUnknown(type)} is not looked for`;
}

function ofImport(importPath: string, { typing, place }: Sight): string {
  const dir = typing.tree.resolveImport(place.view.dir, importPath);
  return dir === undefined
    ? `package ${importPath} is outside of the tree`
    : `package ${importPath} in ${dir} looks the same in both builds`;
}
