import type { AbiConstant, AbiFunction, AbiPackage, AbiStruct, AbiTable, AbiTables } from './abi';
import { decodeConstant, decodeFunction, decodeType, type AbiData, type AbiSection } from './abiEncoding';
import { layoutOf, placeFields, type Layout } from './layout';
import { findTarget, type Goarch } from './targets';

/** What `loadAbiTables` takes: the data of both packages. */
export type AbiDataSet = Readonly<Record<AbiPackage, AbiData>>;

/** Makes tables of the generated data. A table is made when first asked for, and decodes what is asked of it. */
export function loadAbiTables(data: AbiDataSet): AbiTables {
  const made = new Map<string, PackageTable>();
  const table = (pkg: AbiPackage, goarch: Goarch): PackageTable => {
    const key = `${pkg} ${goarch}`;
    const known = made.get(key) ?? new PackageTable(data[pkg], goarch, () => table('syscall', goarch));
    made.set(key, known);
    return known;
  };
  return { source: `${data.syscall.source}, ${data['golang.org/x/sys/unix'].source}`, table };
}

type Section = 'constants' | 'types' | 'functions' | 'variables';

class PackageTable implements AbiTable {
  readonly package: AbiPackage;
  /** The layers that are asked before the base. */
  private readonly own: readonly Goarch[];
  private readonly word: number;
  private readonly structs = new Map<string, (AbiStruct & Layout) | undefined>();
  private readonly listed = new Map<string, readonly string[]>();
  private readonly functionsByType = new Map<Goarch | undefined, Map<string, string[]>>();

  constructor(
    private readonly data: AbiData,
    readonly goarch: Goarch,
    private readonly syscall: () => PackageTable,
  ) {
    this.package = data.package;
    this.word = findTarget(goarch)?.bits === 32 ? 4 : 8;
    this.own = layersOf(data, goarch);
  }

  constant(name: string): AbiConstant | undefined {
    const encoded = this.entry(this.data.constants, name);
    return encoded === undefined ? undefined : decodeConstant(encoded);
  }

  struct(name: string): AbiStruct | undefined {
    return this.placed(name);
  }

  defined(name: string): string | undefined {
    return this.decodedType(name)?.underlying;
  }

  alias(name: string): string | undefined {
    return this.decodedType(name)?.alias;
  }

  typeText(name: string): string | undefined {
    return this.entry(this.data.types, name);
  }

  functionText(name: string): string | undefined {
    return this.entry(this.data.functions, name);
  }

  function(name: string): AbiFunction | undefined {
    return name.includes('.') ? undefined : this.signature(name);
  }

  method(type: string, name: string): AbiFunction | undefined {
    return this.signature(`${type}.${name}`);
  }

  variable(name: string): string | undefined {
    return this.entry(this.data.variables, name);
  }

  has(name: string): boolean {
    const { constants, types, functions, variables } = this.data;
    const found =
      this.entry(constants, name) ??
      this.entry(functions, name) ??
      this.entry(types, name) ??
      this.entry(variables, name);
    return found !== undefined && isExported(name) && !name.includes('.');
  }

  constantNames(unlike?: AbiTable): readonly string[] {
    return this.names('constants', unlike);
  }

  structNames(): readonly string[] {
    return this.typeNames().filter((name) => this.decodedType(name)?.fields !== undefined);
  }

  typeNames(unlike?: AbiTable): readonly string[] {
    const names = this.names('types', unlike).filter(isExported);
    if (unlike === undefined) return names;
    const withMethods = [...this.namesByType(unlike).keys()].filter(
      (name) => isExported(name) && this.typeText(name) !== undefined,
    );
    return [...new Set([...names, ...withMethods])].sort();
  }

  functionNames(unlike?: AbiTable): readonly string[] {
    return this.namesByType(unlike).get('') ?? [];
  }

  methodNames(type: string, unlike?: AbiTable): readonly string[] {
    return this.namesByType(unlike).get(type) ?? [];
  }

  variableNames(unlike?: AbiTable): readonly string[] {
    return this.names('variables', unlike);
  }

  sizeOf(type: string): number | undefined {
    return this.layout(type)?.size;
  }

  /** The layout of a type as this package writes it, or undefined where the tables do not have it. */
  layout(type: string): Layout | undefined {
    try {
      return layoutOf(type, this.word, (name) => this.namedLayout(name));
    } catch (error) {
      if (error instanceof UnknownType) return undefined;
      throw error;
    }
  }

  private namedLayout(name: string): Layout {
    if (name.startsWith('syscall.')) return this.syscall().namedLayout(name.slice('syscall.'.length));
    const struct = this.placed(name);
    if (struct !== undefined) return struct;
    const underlying = this.defined(name);
    if (underlying === undefined) throw new UnknownType(name);
    return layoutOf(underlying, this.word, (inner) => this.namedLayout(inner));
  }

  private placed(name: string): (AbiStruct & Layout) | undefined {
    if (!this.structs.has(name)) {
      const fields = this.decodedType(name)?.fields;
      this.structs.set(name, fields && placeFields(fields, this.word, (inner) => this.namedLayout(inner)));
    }
    return this.structs.get(name);
  }

  private decodedType(name: string): ReturnType<typeof decodeType> | undefined {
    const encoded = this.entry(this.data.types, name);
    return encoded === undefined ? undefined : decodeType(encoded);
  }

  private signature(name: string): AbiFunction | undefined {
    const encoded = this.entry(this.data.functions, name);
    return encoded === undefined ? undefined : decodeFunction(encoded);
  }

  private entry<T>(section: AbiSection<T>, name: string): T | undefined {
    // `hasOwn`, because Go has names like `constructor` that every object inherits.
    for (const layer of this.own) {
      const entries = section[layer];
      if (Object.hasOwn(entries, name)) return entries[name] ?? undefined;
    }
    return Object.hasOwn(section.base, name) ? (section.base[name] ?? undefined) : undefined;
  }

  /** Names of methods by their type, and of functions under the empty name, sorted. */
  private namesByType(unlike?: AbiTable): ReadonlyMap<string, readonly string[]> {
    const key = unlike?.goarch;
    const known = this.functionsByType.get(key);
    if (known) return known;
    const made = new Map<string, string[]>();
    this.functionsByType.set(key, made);
    for (const name of this.names('functions', unlike)) {
      const dot = name.indexOf('.');
      const type = name.slice(0, Math.max(dot, 0));
      const found = made.get(type) ?? [];
      made.set(type, found);
      found.push(name.slice(dot + 1));
    }
    return made;
  }

  /** Every name of a section that this GOARCH has, sorted; or those that it does not share with another one. */
  private names(section: Section, unlike?: AbiTable): readonly string[] {
    const key = `${section} ${unlike?.goarch ?? ''}`;
    const known = this.listed.get(key);
    if (known !== undefined) return known;
    const layers = unlike
      ? [...this.own, ...layersOf(this.data, unlike.goarch)]
      : [...this.own, 'base' as const];
    const all = new Set(layers.flatMap((layer) => Object.keys(this.data[section][layer])));
    const names = [...all].filter(
      (name) => this.entry<number | string>(this.data[section], name) !== undefined,
    );
    names.sort();
    this.listed.set(key, names);
    return names;
  }
}

/** A GOARCH's own layer and its parents', in the order they are asked before the base. */
function layersOf(data: AbiData, goarch: Goarch): readonly Goarch[] {
  const layers: Goarch[] = [];
  for (let at: Goarch | undefined = goarch; at !== undefined; at = data.parents[at]) layers.push(at);
  return layers;
}

class UnknownType extends Error {}

function isExported(name: string): boolean {
  return /^[A-Z]/.test(name);
}
