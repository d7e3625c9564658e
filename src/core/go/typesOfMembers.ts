import { abiMethod, abiUnderlying } from './typesOfAbi';
import { outsideMethod, outsideUnderlying } from './outsideTypes';
import { errorType, unknown, type GoType, type InterfaceType, type NamedType } from './types';
import type { FoundMember, Typing } from './typing';

/** What a type is made of: for a named type what it was declared as, for any other the type itself. */
export function underlyingOf(type: GoType, typing: Typing): GoType {
  if (type.kind !== 'named') return type;
  switch (type.home.kind) {
    case 'abi':
      return abiUnderlying(type.name, type.home.package, typing);
    case 'tree': {
      const { declaration, view } = type.home;
      return ofSpec(declaration.node, { view, file: declaration.file });
    }
    case 'local':
      return ofSpec(type.home.spec, type.home.place);
    case 'outside':
      return outsideUnderlying(type.home.importPath, type.name);
  }

  function ofSpec(
    ...[spec, place]: [Parameters<Typing['typeFrom']>[0], Parameters<Typing['typeFrom']>[1]]
  ): GoType {
    if (spec.childForFieldName('type_parameters')) return unknown;
    const written = spec.childForFieldName('type');
    return written ? typing.underlying(typing.typeFrom(written, place)) : unknown;
  }
}

/**
 * A field or method of a type: of the type itself first, then of its embedded
 * fields level by level, as Go's selector rule has it. Undefined where there is
 * none, and also where something unknown might have it.
 */
export function findMember(type: GoType, name: string, typing: Typing): FoundMember | undefined {
  let level: readonly GoType[] = [withoutPointer(type, typing)];
  const seen = new Set<string>();
  for (let depth = 0; depth < 6 && level.length > 0; depth += 1) {
    const next: GoType[] = [];
    for (const candidate of level) {
      if (candidate.kind === 'named') {
        if (seen.has(candidate.key)) continue;
        seen.add(candidate.key);
        const method = methodOf(candidate, name, typing);
        if (method) return { type: method, is: 'method', owner: candidate };
      }
      const under = typing.underlying(candidate);
      if (under.kind === 'unknown') return undefined;
      if (under.kind === 'interface') {
        const method = interfaceMethod(under, name, typing);
        if (method) return { type: method, is: 'method', owner: candidate };
      }
      if (under.kind !== 'struct') continue;
      const field = under.fields.find((one) => one.name === name);
      if (field) return { type: field.type(), is: 'field', owner: candidate };
      next.push(
        ...under.fields.filter((one) => one.embedded).map((one) => withoutPointer(one.type(), typing)),
      );
    }
    level = next;
  }
  return undefined;
}

function withoutPointer(type: GoType, typing: Typing): GoType {
  if (type.kind === 'pointer') return type.elem;
  if (type.kind !== 'named' || type.home.kind === 'outside') return type;
  const under = typing.underlying(type);
  return under.kind === 'pointer' ? under.elem : type;
}

function methodOf(type: NamedType, name: string, typing: Typing): GoType | undefined {
  switch (type.home.kind) {
    case 'abi':
      return abiMethod(type.name, name, type.home.package, typing);
    case 'tree': {
      const { view } = type.home;
      const method = view.method(type.name, name);
      return method && typing.declared(method, view).type;
    }
    case 'outside':
      return outsideMethod(type.home.importPath, type.name, name);
    case 'local':
      return undefined;
  }
}

function interfaceMethod(type: InterfaceType, name: string, typing: Typing): GoType | undefined {
  const own = type.methods.find((method) => method.name === name);
  if (own) return own.type();
  if (type === errorType) return undefined;
  for (const embedded of type.embedded) {
    const found = typing.member(embedded(), name);
    if (found?.is === 'method') return found.type;
  }
  return undefined;
}
