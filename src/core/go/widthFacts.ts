import { abiDifferences } from './abiDifferences';
import { assignable } from './assignable';
import { requirementOf, type Sight } from './contexts';
import type { Fact, WidthFact } from './facts';
import { literalPart } from './literals';
import { locationOf, partsOf } from './nodes';
import type { GoFile } from './packages';
import { describeType, spellType } from './spelling';
import type { SyntaxNode } from './syntax';
import { typeKey, type GoType } from './types';
import { abiPackages } from './typesOfPackages';
import {
  differs,
  followValue,
  pairOf,
  typePair,
  type Mismatch,
  type Sights,
  type TypePair,
} from './widthFlow';

/** Everywhere in a file that a value of `syscall` or `x/sys/unix` has the host's type where the target has another. */
export function widthFactsOf(file: GoFile, sights: Sights): readonly Fact[] {
  const names = differingFieldNames(sights);
  const facts: WidthFact[] = [];
  const pattern = /\b[A-Z]\w*/g;
  for (const match of file.text.matchAll(pattern)) {
    if (!names.has(match[0]) || !/[.\s{(,]/.test(file.text[match.index - 1] ?? '')) continue;
    const node = file.tree.rootNode.descendantForIndex(match.index, match.index + match[0].length);
    if (node === null || node.startIndex !== match.index || node.text !== match[0]) continue;
    if (node.type === 'field_identifier' && node.parent?.type === 'selector_expression') {
      facts.push(...factsOfField(node.parent, file, sights));
    } else if (node.type === 'identifier' && node.parent?.type === 'literal_element') {
      facts.push(...factsOfKey(node.parent, file, sights));
    }
  }
  return facts;
}

const knownNames = new WeakMap<Sight['typing']['abi'], Map<string, ReadonlySet<string>>>();

/** Names of the fields whose type differs in one of the two packages. */
function differingFieldNames({ host, target }: Sights): ReadonlySet<string> {
  const { abi, goarch } = host.typing;
  const kept = knownNames.get(abi) ?? new Map<string, ReadonlySet<string>>();
  knownNames.set(abi, kept);
  const key = `${goarch} ${target.typing.goarch}`;
  const known = kept.get(key);
  if (known) return known;
  const names = new Set(
    abiPackages.flatMap((pkg) => [...abiDifferences(abi, pkg, goarch, target.typing.goarch).fields]),
  );
  kept.set(key, names);
  return names;
}

function factsOfField(selector: SyntaxNode, file: GoFile, sights: Sights): readonly WidthFact[] {
  // Most places ask nothing of a type; that shows without typing anything.
  if (requirementOf(selector).kind === 'none') return [];
  if (!differs(typePair(selector, sights))) return [];
  const origin = numberOf(selector, sights);
  const type = typePair(origin, sights);
  const outcome = followValue(origin, sights);
  const [first] = outcome.mismatches;
  if (!first) return [];
  const source = sourceOf(selector, sights.host);
  const make = (at: SyntaxNode, pair: TypePair, mismatch: Mismatch, mayConvert: boolean): WidthFact => ({
    kind: 'width',
    certainty: 'certain',
    origin: locationOf(file.path, at),
    originText: at.text,
    ...(source === undefined ? {} : { source }),
    hostType: describeType(pair.host, sights.host.place),
    targetType: describeType(pair.target, sights.target.place),
    wanted: describeType(pair.host, sights.host.place),
    context: mismatch.context,
    ...shortText(mismatch.taker),
    use: locationOf(file.path, mismatch.complaint ?? (outcome.flow === 'none' ? at : mismatch.node)),
    convertible: mayConvert && isConvertible(pair, mismatch, sights),
  });
  if (outcome.flow === 'none') return [make(origin, type, first, !first.fixed)];
  if (outcome.bound === 0) return [make(origin, type, first, outcome.flow === 'value')];
  // Other uses need the target's own type, so the value is converted only where the host's is asked.
  return outcome.mismatches.map((mismatch) =>
    make(mismatch.node, typePair(mismatch.node, sights), mismatch, !mismatch.fixed),
  );
}

/** A node's text for a message, where it is short enough for one. */
function shortText(node: SyntaxNode | undefined): { readonly taker?: string } {
  const text = node?.text;
  return text === undefined || text.length > 60 || text.includes('\n') ? {} : { taker: text };
}

/** For an array or slice field, the element that is taken of it: `u.Release[i]`. */
function numberOf(selector: SyntaxNode, sights: Sights): SyntaxNode {
  for (let node = selector; ;) {
    if (typePair(node, sights).host.kind === 'basic') return node;
    const requirement = requirementOf(node);
    if (requirement.kind !== 'through' || requirement.address) return selector;
    node = requirement.node;
  }
}

/** Whether the place takes, on the target too, what stands there once the value has the host's type. */
function isConvertible(type: TypePair, mismatch: Mismatch, sights: Sights): boolean {
  if (!isNumber(type.host) || !isNumber(type.target)) return false;
  if (spellType(type.host, sights.host.place) === undefined) return false;
  const { wanted, node } = mismatch;
  const there = typePair(node, sights).host;
  return wanted === undefined || assignable(there, wanted.target, sights.target.typing) !== 'no';
}

function isNumber(type: GoType): boolean {
  return type.kind === 'basic' && /^(u?int|float)/.test(type.name);
}

/** `syscall.Stat_t.Rdev` for a selector of a field of those packages. */
function sourceOf(selector: SyntaxNode, { typing, place }: Sight): string | undefined {
  const operand = selector.childForFieldName('operand');
  const field = selector.childForFieldName('field');
  if (!operand || !field) return undefined;
  const owner = typing.member(typing.typeOf(operand, place), field.text)?.owner;
  return owner?.kind === 'named' && owner.home.kind === 'abi'
    ? `${owner.home.package}.${owner.name}.${field.text}`
    : undefined;
}

/** `syscall.Stat_t{Dev: x}`: the field's type differs and the value has the host's. */
function factsOfKey(key: SyntaxNode, file: GoFile, sights: Sights): readonly WidthFact[] {
  const pair = key.parent;
  const element = pair?.type === 'keyed_element' ? pair.childForFieldName('value') : null;
  const [value] = partsOf(element);
  if (!element || !value || element.startIndex === key.startIndex) return [];
  const part = literalPart(element);
  if (!part) return [];
  const wanted = pairOf(part.type, sights);
  if (!differs(wanted)) return [];
  const type = typePair(value, sights);
  const fits = assignable(type.host, wanted.host, sights.host.typing);
  // A value whose own type differs is found where it enters.
  if (fits !== 'yes' || assignable(type.target, wanted.target, sights.target.typing) !== 'no') return [];
  if (typeKey(type.host) !== typeKey(type.target)) return [];
  const location = locationOf(file.path, value);
  return [
    {
      kind: 'width',
      certainty: 'certain',
      origin: location,
      originText: value.text,
      hostType: describeType(type.host, sights.host.place),
      targetType: describeType(type.target, sights.target.place),
      wanted: describeType(wanted.target, sights.target.place),
      context: 'field',
      use: location,
      convertible: false,
    },
  ];
}
