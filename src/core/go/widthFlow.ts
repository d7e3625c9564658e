import { assignable, matches, type Answer } from './assignable';
import { requirementOf, type Sight, type TypeAt } from './contexts';
import type { UseContext } from './facts';
import { findAssigned, usesOf } from './scope';
import type { SyntaxNode } from './syntax';
import { typeKey, type GoType } from './types';

/** Host and target looking at the same file. */
export interface Sights {
  readonly host: Sight;
  readonly target: Sight;
}

/** A type under both views. */
export interface TypePair {
  readonly host: GoType;
  readonly target: GoType;
}

/** A place that takes the host's type of a value and not the target's. */
export interface Mismatch {
  /** The expression that stands there. */
  readonly node: SyntaxNode;
  readonly context: UseContext;
  /** It is assigned to there, or its address is taken: a conversion of this very expression is not possible. */
  readonly fixed: boolean;
  /** Where the compiler complains, if not there. */
  readonly complaint?: SyntaxNode;
  /** What asks for a type there, for a message. */
  readonly taker?: SyntaxNode;
  /** What the place takes; absent where the expression is assigned to. */
  readonly wanted?: TypePair;
}

/** What becomes of a value: where it does not fit on the target, and where only the target's own type would. */
export interface Outcome {
  readonly mismatches: readonly Mismatch[];
  /** Uses that would break if the value had the host's type on the target too. */
  readonly bound: number;
  /** Whether a variable took the value, or its address. */
  readonly flow: 'none' | 'value' | 'address';
}

const nothing: Outcome = { mismatches: [], bound: 0, flow: 'none' };
/** How many variables one value is followed through. */
const maxFlow = 8;

/** What both sides see. */
export function pairOf(of: TypeAt, sights: Sights): TypePair {
  return { host: of(sights.host), target: of(sights.target) };
}

/** The type of an expression under both views. */
export function typePair(node: SyntaxNode, sights: Sights): TypePair {
  return pairOf((sight) => sight.typing.typeOf(node, sight.place), sights);
}

/** Whether both types are known and they are not the same. */
export function differs(pair: TypePair): boolean {
  const host = typeKey(pair.host);
  const target = typeKey(pair.target);
  return host !== undefined && target !== undefined && host !== target;
}

/** Whether a type is known under both views and is not the same; where the host's view does not know it, the target's is not asked. */
export function differsIn(of: TypeAt, { host, target }: Sights): boolean {
  const key = typeKey(of(host));
  if (key === undefined) return false;
  const other = typeKey(of(target));
  return other !== undefined && other !== key;
}

/** Follows a value whose type differs from its expression outwards, and through the variables that take it. */
export function followValue(start: SyntaxNode, sights: Sights, depth = 0): Outcome {
  let node = start;
  let address = false;
  let bound = 0;
  for (;;) {
    const requirement = requirementOf(node);
    if (requirement.kind === 'none') return { ...nothing, bound };
    const type = typePair(node, sights);
    if (!differs(type)) return { ...nothing, bound };
    switch (requirement.kind) {
      case 'through':
        address ||= requirement.address === true;
        node = requirement.node;
        continue;
      case 'assign': {
        const wanted = pairOf(requirement.to, sights);
        const fits = onBoth(type, wanted, sights, assignable);
        const { context, taker, complaint } = requirement;
        const place: Mismatch = {
          node,
          context,
          fixed: address,
          wanted,
          ...(taker && { taker }),
          ...(complaint && { complaint }),
        };
        return judge(place, fits, bound);
      }
      case 'receive': {
        const from = pairOf(requirement.from, sights);
        const fits = onBoth(from, type, sights, assignable);
        const { taker } = requirement;
        const place: Mismatch = { node, context: 'assignment', fixed: true, ...(taker && { taker }) };
        return judge(place, fits, bound + (differs(from) ? 1 : 0));
      }
      case 'match': {
        const wanted = typePair(requirement.other, sights);
        const fits = onBoth(type, wanted, sights, matches);
        const { context, other: taker } = requirement;
        const here = judge({ node, context, fixed: address, wanted, taker }, fits, bound);
        const goesOn = fits.host === 'yes' && fits.target === 'yes';
        if (!requirement.result || !goesOn) return here;
        bound = here.bound;
        node = requirement.result;
        continue;
      }
      case 'flow': {
        const flowed = followVariable(requirement.nameNode, type, sights, depth, address);
        return { ...flowed, bound: flowed.bound + bound };
      }
    }
  }
}

/** Follows every use of the variable that takes a value whose type differs. */
export function followVariable(
  nameNode: SyntaxNode,
  type: TypePair,
  sights: Sights,
  depth = 0,
  address = false,
): Outcome {
  const binding = depth < maxFlow ? findAssigned(nameNode) : undefined;
  if (!binding) return nothing;
  if (binding.nameNode.startIndex !== nameNode.startIndex) {
    // This `:=` assigns to a variable that was declared before, with a type of its own.
    const wanted = pairOf(({ typing, place }) => typing.local(binding, place).type, sights);
    const fits = onBoth(type, wanted, sights, assignable);
    const taker = nameNode;
    return judge({ node: nameNode, context: 'assignment', fixed: address, wanted, taker }, fits, 0);
  }
  const outcomes = usesOf(binding).map((use) => followValue(use, sights, depth + 1));
  return {
    mismatches: outcomes.flatMap((one) => one.mismatches),
    bound: outcomes.reduce((sum, one) => sum + one.bound, 0),
    flow: address ? 'address' : 'value',
  };
}

interface Fits {
  readonly host: Answer;
  readonly target: Answer;
}

function onBoth(a: TypePair, b: TypePair, sights: Sights, ask: typeof assignable): Fits {
  return {
    host: ask(a.host, b.host, sights.host.typing),
    target: ask(a.target, b.target, sights.target.typing),
  };
}

/** A mismatch where the host accepts and the target does not; where both accept, whether that hangs on the target's type. */
function judge(place: Mismatch, fits: Fits, bound: number): Outcome {
  if (fits.host !== 'yes') return { ...nothing, bound };
  if (fits.target === 'no') return { mismatches: [place], bound, flow: 'none' };
  const hangs = fits.target === 'yes' && place.wanted !== undefined && differs(place.wanted);
  return { ...nothing, bound: bound + (hangs ? 1 : 0) };
}
