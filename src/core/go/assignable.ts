import { typeKey, type GoType } from './types';
import type { Typing } from './typing';

/** Answers that allow for not knowing. */
export type Answer = 'yes' | 'no' | 'unknown';

/**
 * Whether a value of type `from` may be assigned to `to`, as Go's
 * specification has it. Overflow of constants is not looked at, and anything
 * that hangs on a method set is unknown.
 */
export function assignable(from: GoType, to: GoType, typing: Typing): Answer {
  if (from.kind === 'unknown' || to.kind === 'unknown') return 'unknown';
  if (from.kind === 'tuple' || to.kind === 'tuple') return 'unknown';
  const target = typing.underlying(to);
  if (target.kind === 'interface') return target.empty ? 'yes' : 'unknown';
  if (from.kind === 'untyped') return untypedTo(target);
  const fromKey = typeKey(from);
  const toKey = typeKey(to);
  if (fromKey === undefined || toKey === undefined) return 'unknown';
  if (fromKey === toKey) return 'yes';
  // A type outside the tree may be an alias of anything, unless it is known to be a defined one.
  if (target.kind === 'unknown') return 'unknown';
  const source = typing.underlying(from);
  if (source.kind === 'unknown' || source.kind === 'interface') return 'unknown';
  if (isNamed(from) && isNamed(to)) return 'no';
  const sourceKey = typeKey(source);
  const targetKey = typeKey(target);
  if (sourceKey === undefined || targetKey === undefined) return 'unknown';
  if (sourceKey === targetKey) return 'yes';
  return source.kind === 'chan' && target.kind === 'chan' ? 'unknown' : 'no';
}

/** Whether two operands may stand on both sides of a comparison or an arithmetic operator. */
export function matches(a: GoType, b: GoType, typing: Typing): Answer {
  const forth = assignable(a, b, typing);
  if (forth !== 'no') return forth;
  return assignable(b, a, typing);
}

/** Predeclared types have names too. */
function isNamed(type: GoType): boolean {
  return type.kind === 'named' || type.kind === 'basic';
}

function untypedTo(target: GoType): Answer {
  return target.kind === 'basic' ? 'yes' : 'unknown';
}
