import { partsOf } from '../go/nodes';
import type { GoFile } from '../go/packages';
import type { SyntaxNode } from '../go/syntax';

/** An entry of a package-level map or slice that names a constant of an imported package. */
export interface TableEntry {
  readonly table: string;
  /** How the entry is called in a title: a map's key, or an element as it is written. */
  readonly title: string;
  /** The package's name in the file, and the constant's. */
  readonly qualifier: string;
  readonly name: string;
  readonly node: SyntaxNode;
  /** A statement that puts the entry into the table at run time. */
  readonly statement: string;
  /** Whether the table is the same then; not so where its order counts. */
  readonly same: boolean;
}

/** The entries of the tables that a file's package-level variables are given, in source order. */
export function tableEntries(file: GoFile): readonly TableEntry[] {
  const specs = file.tree.rootNode.namedChildren
    .filter((node) => node.type === 'var_declaration')
    .flatMap((node) => node.namedChildren)
    .flatMap((node) => (node.type === 'var_spec_list' ? node.namedChildren : [node]))
    .filter((node) => node.type === 'var_spec');
  return specs.flatMap((spec) => {
    const names = spec.childrenForFieldName('name').filter((name) => name.isNamed);
    const [literal] = partsOf(spec.childForFieldName('value'));
    const [table] = names;
    if (names.length !== 1 || !table || literal?.type !== 'composite_literal') return [];
    const type = literal.childForFieldName('type');
    const elements = partsOf(literal.childForFieldName('body'));
    if (type?.type === 'map_type') return elements.flatMap((node) => ofMap(table.text, node));
    const of = type?.type === 'slice_type' ? type.childForFieldName('element') : null;
    return of ? elements.flatMap((node) => ofSlice(table.text, of, node, file)) : [];
  });
}

function ofMap(table: string, node: SyntaxNode): readonly TableEntry[] {
  const [key, value] = [node.childForFieldName('key'), node.childForFieldName('value')];
  if (node.type !== 'keyed_element' || !key || !value) return [];
  const [, qualifier, name] = /^(\w+)\.(\w+)$/.exec(value.text) ?? [];
  if (qualifier === undefined || name === undefined) return [];
  const statement = `${table}[${key.text}] = ${value.text}`;
  return [{ table, title: key.text, qualifier, name, node, statement, same: true }];
}

/** An element that needs no other import than one; with several constants it is there once for each. */
function ofSlice(table: string, type: SyntaxNode, node: SyntaxNode, file: GoFile): readonly TableEntry[] {
  const [value] = partsOf(node);
  if (node.type !== 'literal_element' || !value || node.text.includes('\n')) return [];
  const selectors = [type, node].flatMap((part) => [...part.text.matchAll(/\b([a-z]\w*)\.(\w+)/g)]);
  const qualifiers = new Set(selectors.map(([, qualifier = '']) => qualifier).filter(isImport(file)));
  const [qualifier] = qualifiers;
  if (qualifier === undefined || qualifiers.size > 1) return [];
  const element = value.type === 'literal_value' ? withType(type, value) : node.text;
  const statement = `${table} = append(${table}, ${element})`;
  const names = [...node.text.matchAll(new RegExp(`\\b${qualifier}\\.(\\w+)`, 'g'))];
  return names.map(([, name = '']) => ({
    table,
    title: node.text,
    qualifier,
    name,
    node,
    statement,
    same: false,
  }));
}

/** Whether a name may be an import's in this file; by the path where the import has no alias. */
function isImport(file: GoFile): (name: string) => boolean {
  return (name) => file.imports.some(({ alias, path }) => (alias ?? path).split(/[/.-]/).includes(name));
}

/** A literal whose type the slice's literal tells, with it; a struct's lines one tab further in. */
function withType(type: SyntaxNode, value: SyntaxNode): string {
  const text = type.text.replaceAll('\n', '\n\t');
  return `${text.startsWith('*') ? `&${text.slice(1)}` : text}${value.text}`;
}
