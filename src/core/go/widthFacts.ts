import { abiDifferences } from './abiDifferences';
import { assignable } from './assignable';
import { parameter, requirementOf, type Sight, type TypeAt } from './contexts';
import type { Fact, WidthFact } from './facts';
import { literalPart } from './literals';
import { isSame, locationOf, partsOf, placesOf } from './nodes';
import type { GoFile } from './packages';
import { describeType, spellType } from './spelling';
import type { SyntaxNode } from './syntax';
import { typeKey, unknown, type GoType } from './types';
import { argumentsOf } from './typesOfBuiltins';
import { calleeOf } from './typesOfExpressions';
import { abiPackages } from './typesOfPackages';
import {
  differs,
  differsIn,
  followValue,
  followVariable,
  pairOf,
  typePair,
  type Mismatch,
  type Sights,
  type TypePair,
} from './widthFlow';

/** Everywhere in a file that a value of `syscall` or `x/sys/unix` has the host's type where the target has another. */
export function widthFactsOf(file: GoFile, sights: Sights): readonly Fact[] {
  const names = differingNames(sights);
  const facts: WidthFact[] = [];
  for (const { name, index } of placesOf(names, file.text)) {
    if (!/[.\s{(,]/.test(file.text[index - 1] ?? '')) continue;
    const node = file.tree.rootNode.descendantForIndex(index, index + name.length);
    if (node === null || node.startIndex !== index || node.text !== name) continue;
    if (node.type === 'field_identifier' && node.parent?.type === 'selector_expression') {
      facts.push(...factsOfField(node.parent, file, sights));
    } else if (node.type === 'identifier' && node.parent?.type === 'literal_element') {
      facts.push(...factsOfKey(node.parent, file, sights));
    }
  }
  return facts;
}

const knownNames = new WeakMap<Sight['typing']['abi'], Map<string, ReadonlySet<string>>>();

/** Exported names of the fields, functions, constants and variables whose type differs in one of the two packages. */
function differingNames({ host, target }: Sights): ReadonlySet<string> {
  const { abi, goarch } = host.typing;
  const kept = knownNames.get(abi) ?? new Map<string, ReadonlySet<string>>();
  knownNames.set(abi, kept);
  const key = `${goarch} ${target.typing.goarch}`;
  const known = kept.get(key);
  if (known) return known;
  const all = abiPackages.flatMap((pkg) => [...abiDifferences(abi, pkg, goarch, target.typing.goarch).typed]);
  const names = new Set(all.filter((name) => /^[A-Z]/.test(name)));
  kept.set(key, names);
  return names;
}

/** A field or a variable of the packages, or a call of one of their functions. */
function factsOfField(selector: SyntaxNode, file: GoFile, sights: Sights): readonly WidthFact[] {
  const call = isCalled(selector) ? selector.parent : null;
  const value = call ?? selector;
  const ofArguments = call
    ? [...factsOfArguments(call, file, sights), ...factsOfResults(call, file, sights)]
    : [];
  // Most places ask nothing of a type; that shows without typing anything.
  const typeIn: TypeAt = ({ typing, place }) => typing.typeOf(value, place);
  if (requirementOf(value).kind === 'none' || !differsIn(typeIn, sights)) return ofArguments;
  return [...ofArguments, ...factsOfValue(value, selector, file, sights)];
}

function isCalled(selector: SyntaxNode): boolean {
  const { parent } = selector;
  return parent?.type === 'call_expression' && isSame(parent.childForFieldName('function'), selector);
}

function factsOfValue(
  value: SyntaxNode,
  selector: SyntaxNode,
  file: GoFile,
  sights: Sights,
): readonly WidthFact[] {
  const origin = numberOf(value, sights);
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
  return part && differsIn(part.type, sights)
    ? factsOfTaker(key.text, value, pairOf(part.type, sights), file, sights)
    : [];
}

/** `n, err := f()` where `n` differs: it is converted wherever the host's type is asked for. */
function factsOfResults(call: SyntaxNode, file: GoFile, sights: Sights): readonly WidthFact[] {
  const statement = call.parent?.parent;
  const names = partsOf(statement?.childForFieldName('left') ?? null);
  if (statement?.type !== 'short_var_declaration' || names.length < 2) return [];
  return names.flatMap((name, index) => {
    const of = ({ typing, place }: Sight): GoType => {
      const type = typing.typeOf(call, place);
      return type.kind === 'tuple' ? (type.types[index]?.() ?? unknown) : unknown;
    };
    const pair = pairOf(of, sights);
    if (!differs(pair)) return [];
    const { mismatches } = followVariable(name, pair, sights);
    return mismatches.map((mismatch) => {
      const { node, context, taker, fixed } = mismatch;
      const type = typePair(node, sights);
      const location = locationOf(file.path, node);
      return {
        kind: 'width' as const,
        certainty: 'certain' as const,
        origin: location,
        originText: node.text,
        hostType: describeType(type.host, sights.host.place),
        targetType: describeType(type.target, sights.target.place),
        wanted: describeType(type.host, sights.host.place),
        context,
        ...shortText(taker),
        use: location,
        convertible: !fixed && isConvertible(type, mismatch, sights),
      };
    });
  });
}

/** The parameters of a function whose signature differs. */
function factsOfArguments(call: SyntaxNode, file: GoFile, sights: Sights): readonly WidthFact[] {
  const name = call.childForFieldName('function')?.text ?? '';
  return argumentsOf(call).flatMap((value, index) => {
    const wanted: TypeAt = ({ typing, place }) => {
      const callee = calleeOf(call, place, typing);
      return callee.kind === 'function' ? (parameter(callee.type, index)?.() ?? unknown) : unknown;
    };
    return differsIn(wanted, sights) ? factsOfTaker(name, value, pairOf(wanted, sights), file, sights) : [];
  });
}

/** What takes a value has another type on the target: it takes a value that has the host's type on both sides; a value that differs is found where it enters. */
function factsOfTaker(
  taker: string,
  value: SyntaxNode,
  wanted: TypePair,
  file: GoFile,
  sights: Sights,
): readonly WidthFact[] {
  const type = typePair(value, sights);
  if (assignable(type.host, wanted.host, sights.host.typing) !== 'yes') return [];
  if (assignable(type.target, wanted.target, sights.target.typing) !== 'no') return [];
  if (typeKey(type.host) !== typeKey(type.target)) return [];
  const location = locationOf(file.path, value);
  return [
    {
      kind: 'width',
      certainty: 'certain',
      origin: location,
      originText: taker,
      hostType: describeType(wanted.host, sights.host.place),
      targetType: describeType(wanted.target, sights.target.place),
      wanted: describeType(type.host, sights.host.place),
      context: 'assignment',
      ...shortText(value),
      use: location,
      convertible: false,
    },
  ];
}
