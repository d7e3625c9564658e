import {
  basic,
  emptyInterface,
  universeType,
  unknown,
  type FuncType,
  type GoType,
  type LazyType,
  type StructField,
} from './types';

/** Tells what a name in a type's text means; `qualifier` is the package name before the dot. */
export type ResolveTypeName = (name: string, qualifier: string | undefined) => GoType;

/**
 * Reads a type as Go writes it: `*Stat_t`, `[65]int8`, `func(int, ...string) error`.
 * Interfaces with methods and anything that is not understood are unknown.
 */
export function parseTypeText(text: string, resolve: ResolveTypeName): GoType {
  const reader = new TypeReader(text, resolve);
  const type = reader.type();
  return reader.atEnd() ? type : unknown;
}

class TypeReader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly resolve: ResolveTypeName,
  ) {}

  atEnd(): boolean {
    this.skipSpace();
    return this.at === this.text.length;
  }

  type(): GoType {
    this.skipSpace();
    if (this.take('*')) return { kind: 'pointer', elem: this.type() };
    if (this.take('[]')) return { kind: 'slice', elem: this.type() };
    if (this.take('[')) return this.array();
    if (this.take('<-chan ')) return { kind: 'chan', direction: 'receive', elem: this.type() };
    if (this.take('(')) {
      const inner = this.type();
      return this.take(')') ? inner : unknown;
    }
    const name = /^[\p{L}_][\p{L}\p{N}_]*/u.exec(this.text.slice(this.at))?.[0];
    if (name === undefined) return unknown;
    this.at += name.length;
    return this.afterName(name);
  }

  private afterName(name: string): GoType {
    if (name === 'map' && this.take('[')) {
      const key = this.type();
      return this.take(']') ? { kind: 'map', key, value: this.type() } : unknown;
    }
    if (name === 'chan') {
      const direction = this.take('<-') ? 'send' : 'both';
      return { kind: 'chan', direction, elem: this.type() };
    }
    if (name === 'func' && this.take('(')) return this.func();
    if (name === 'struct' && this.take('{')) return this.struct();
    if (name === 'interface' && this.take('{')) return this.take('}') ? emptyInterface : unknown;
    const member = /^\.([\p{L}_][\p{L}\p{N}_]*)/u.exec(this.text.slice(this.at))?.[1];
    if (member === undefined) return universeType(name) ?? this.resolve(name, undefined);
    this.at += member.length + 1;
    return name === 'unsafe' ? basic('unsafe.Pointer') : this.resolve(member, name);
  }

  private array(): GoType {
    const end = this.text.indexOf(']', this.at);
    if (end < 0) return unknown;
    const length = Number(this.text.slice(this.at, end));
    this.at = end + 1;
    return { kind: 'array', length: Number.isInteger(length) ? length : undefined, elem: this.type() };
  }

  /** After `func(`. */
  private func(): GoType {
    const params = this.list();
    this.skipSpace();
    if (this.take('(')) return funcOf(params.types, this.list().types, params.variadic);
    const rest = this.text[this.at];
    const results = rest === undefined || ',)]};'.includes(rest) ? [] : [this.type()];
    return funcOf(params.types, results, params.variadic);
  }

  /** Types up to `)`. */
  private list(): { readonly types: readonly GoType[]; readonly variadic: boolean } {
    const types: GoType[] = [];
    let variadic = false;
    while (!this.take(')')) {
      this.skipSpace();
      if (this.take('...')) variadic = true;
      types.push(this.type());
      if (!this.take(',') && this.text[this.at] !== ')') return { types: [unknown], variadic: true };
    }
    return { types, variadic };
  }

  /** After `struct{`. */
  private struct(): GoType {
    const fields: StructField[] = [];
    while (!this.take('}')) {
      this.skipSpace();
      const name = /^[\p{L}_][\p{L}\p{N}_]*(?= )/u.exec(this.text.slice(this.at))?.[0];
      if (name === undefined) return unknown;
      this.at += name.length;
      const type = this.type();
      fields.push({ name, embedded: false, type: () => type });
      if (!this.take(';') && this.text[this.at] !== '}') return unknown;
    }
    return { kind: 'struct', fields };
  }

  private take(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  private skipSpace(): void {
    while (this.text[this.at] === ' ') this.at += 1;
  }
}

/** A function type of types that are already known. */
export function funcOf(params: readonly GoType[], results: readonly GoType[], variadic: boolean): FuncType {
  const constant =
    (type: GoType): LazyType =>
    () =>
      type;
  return { kind: 'func', params: params.map(constant), results: results.map(constant), variadic };
}
