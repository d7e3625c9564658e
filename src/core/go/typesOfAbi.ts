import type { AbiFunction, AbiPackage, AbiTable } from '../target/abi';
import { funcOf, parseTypeText } from './typeText';
import { lazy, unknown, type GoType } from './types';
import type { Member, Typing } from './typing';

/** What a name of `syscall` or `x/sys/unix` is on this side, by the ABI tables; undefined where they lack it. */
export function abiMember(name: string, pkg: AbiPackage, typing: Typing): Member | undefined {
  const table = typing.abi.table(pkg, typing.goarch);
  const constant = table.constant(name);
  if (constant) {
    const type =
      constant.type === undefined ? untypedOf(constant.value) : abiType(constant.type, pkg, typing);
    return { is: 'value', type };
  }
  const func = table.function(name);
  if (func) return { is: 'value', type: abiFunction(func, pkg, typing) };
  const type = abiNamed(name, pkg, typing);
  if (type.kind !== 'unknown') return { is: 'type', type };
  const variable = table.variable(name);
  return variable === undefined ? undefined : { is: 'value', type: abiType(variable, pkg, typing) };
}

/** What a type of the tables is made of. */
export function abiUnderlying(name: string, pkg: AbiPackage, typing: Typing): GoType {
  const table = typing.abi.table(pkg, typing.goarch);
  const struct = table.struct(name);
  if (struct) {
    return {
      kind: 'struct',
      fields: struct.fields.map((field) => ({
        name: field.name,
        embedded: field.embedded === true,
        type: lazy(() => abiType(field.type, pkg, typing)),
      })),
    };
  }
  const defined = table.defined(name);
  return defined === undefined ? unknown : typing.underlying(abiType(defined, pkg, typing));
}

export function abiMethod(type: string, name: string, pkg: AbiPackage, typing: Typing): GoType | undefined {
  const method = typing.abi.table(pkg, typing.goarch).method(type, name);
  return method && abiFunction(method, pkg, typing);
}

/** A type as the tables of a package write it. */
export function abiType(text: string, pkg: AbiPackage, typing: Typing): GoType {
  return parseTypeText(text, (name, qualifier) => {
    if (qualifier === undefined) return abiNamed(name, pkg, typing);
    if (qualifier === 'syscall') return abiNamed(name, 'syscall', typing);
    return {
      kind: 'named',
      key: `${qualifier}.${name}`,
      name,
      home: { kind: 'outside', importPath: qualifier },
    };
  });
}

function abiNamed(name: string, pkg: AbiPackage, typing: Typing): GoType {
  const table: AbiTable = typing.abi.table(pkg, typing.goarch);
  const alias = table.alias(name);
  if (alias !== undefined && alias !== name) return abiType(alias, pkg, typing);
  if (!table.struct(name) && table.defined(name) === undefined) return unknown;
  return { kind: 'named', key: `${pkg}.${name}`, name, home: { kind: 'abi', package: pkg } };
}

function abiFunction(func: AbiFunction, pkg: AbiPackage, typing: Typing): GoType {
  const params = func.params.map((param) => abiType(param.replace(/^\.\.\./, ''), pkg, typing));
  return funcOf(
    params,
    func.results.map((result) => abiType(result, pkg, typing)),
    func.variadic,
  );
}

function untypedOf(value: string): GoType {
  if (/^-?\d+$/.test(value)) return { kind: 'untyped', name: 'int' };
  if (value.startsWith('"')) return { kind: 'untyped', name: 'string' };
  return value === 'true' || value === 'false' ? { kind: 'untyped', name: 'bool' } : unknown;
}
