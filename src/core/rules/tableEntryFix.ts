import type { UndefinedFact } from '../go/facts';
import type { GoFile, PackageView } from '../go/packages';
import type { SyntaxNode } from '../go/syntax';
import { nameSuffix } from '../go/buildConstraints';
import { LineIndex } from '../positions';
import { targets } from '../target/targets';
import type { Edit, Fix } from '../types';
import { constraintHeader } from './constraintHeader';
import { constraintTexts } from './constraintLines';
import type { RuleContext } from './rule';
import { tableEntries, type TableEntry } from './tableEntries';

/**
 * For `"SIGSTKFLT": unix.SIGSTKFLT` in a package-level map, or an element of a
 * package-level slice: moves the entry, and every other one of the file whose
 * constant is missing on the same GOARCHs, to a file that only the GOARCHs with
 * those constants build, as moby and runc did it. All entries share one fix. A
 * slice's elements come last then, so that this is not called safe.
 */
export function tableEntryFix(fact: UndefinedFact, context: RuleContext): Fix | undefined {
  const { importPath, at } = fact;
  if (importPath !== 'syscall' && importPath !== 'golang.org/x/sys/unix') return undefined;
  const found = fileOf(at.file, context);
  if (!found) return undefined;
  const { file, view } = found;
  const lacking = lackingGoarchs(fact.name, importPath, context);
  const [onHost, onTarget] = [context.host, context.target].map(({ goarch }) =>
    context.abi.table(importPath, goarch),
  );
  const entries = tableEntries(file);
  const own = entries.find(({ node }) => holds(node, fact));
  if (!own) return undefined;
  const { qualifier } = own;
  const missing = entries.filter(
    (entry) =>
      entry.qualifier === qualifier && onHost?.has(entry.name) === true && !onTarget?.has(entry.name),
  );
  if (!isUsedElsewhere(file.text, qualifier, missing)) return undefined;
  // Constants that other GOARCHs lack need another constraint, so they go to a file of their own.
  const moved = missing
    .filter(({ name }) => lackingGoarchs(name, importPath, context) === lacking)
    .filter(({ node }, index, all) => all.findIndex((other) => other.node.id === node.id) === index);
  const path = newPath(at.file, moved[0]?.name ?? fact.name);
  if (context.files.readText(path) !== undefined) return undefined;
  const edits = moved.map(({ node }) => removal(file, node));
  return {
    title: context.t(
      'Move {0} to {1}',
      moved.map(({ title }) => title).join(', '),
      path.slice(path.lastIndexOf('/') + 1),
    ),
    safe: moved.every(({ same }) => same) && !isReadAtStart(view, new Set(moved.map(({ table }) => table))),
    edits: [
      ...edits,
      {
        file: path,
        line: 1,
        column: 1,
        endLine: 1,
        endColumn: 1,
        newText: newFile(file, path, importPath, moved, lacking, context),
      },
    ],
  };
}

/** The GOARCHs of the tables that lack a name, as the terms of a build constraint. */
function lackingGoarchs(
  name: string,
  pkg: 'syscall' | 'golang.org/x/sys/unix',
  { abi }: RuleContext,
): string {
  return targets
    .map(({ goarch }) => goarch)
    .filter((goarch) => !abi.table(pkg, goarch).has(name))
    .sort()
    .map((goarch) => `!${goarch}`)
    .join(' && ');
}

function fileOf(
  path: string,
  { tree }: RuleContext,
): { readonly file: GoFile; readonly view: PackageView } | undefined {
  const dir = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  for (const externalTests of [false, true]) {
    const view = tree?.view(dir, 'target', externalTests);
    const file = view?.files.find((candidate) => candidate.path === path);
    if (view && file) return { file, view };
  }
  return undefined;
}

function holds(node: SyntaxNode, { at }: UndefinedFact): boolean {
  const { startPosition: start, endPosition: end } = node;
  return (
    (start.row + 1 < at.line || (start.row + 1 === at.line && start.column + 1 <= at.column)) &&
    (end.row + 1 > at.endLine || (end.row + 1 === at.endLine && end.column + 1 >= at.endColumn))
  );
}

/** Whether the file still uses the import once entries are gone. */
function isUsedElsewhere(text: string, qualifier: string, moved: readonly TableEntry[]): boolean {
  const usesIn = (part: string): number => part.match(new RegExp(`\\b${qualifier}\\.\\w`, 'g'))?.length ?? 0;
  const nodes = new Map(moved.map(({ node }) => [node.id, node]));
  return usesIn(text) > [...nodes.values()].reduce((sum, node) => sum + usesIn(node.text), 0);
}

/** The entry's line where it has one of its own, else the entry with its comma. */
function removal(file: GoFile, node: SyntaxNode): Edit {
  const { row } = node.startPosition;
  const line = new LineIndex(file.text).line(row + 1);
  const { column } = node.startPosition;
  const isAlone =
    node.endPosition.row === row &&
    line.slice(0, column).trim() === '' &&
    /^,\s*(?:\/\/.*)?$/.test(line.slice(node.endPosition.column));
  if (isAlone)
    return { file: file.path, line: row + 1, column: 1, endLine: row + 2, endColumn: 1, newText: '' };
  const after = /^\s*,\s*/.exec(line.slice(node.endPosition.column))?.[0].length ?? 0;
  // The last entry of a line takes the comma before it along.
  const before = after === 0 ? (/,\s*$/.exec(line.slice(0, column))?.[0].length ?? 0) : 0;
  return {
    file: file.path,
    line: row + 1,
    column: column + 1 - before,
    endLine: node.endPosition.row + 1,
    endColumn: node.endPosition.column + 1 + after,
    newText: '',
  };
}

/** Whether something of the package may read a table before every `init` has run. */
function isReadAtStart(view: PackageView, tables: ReadonlySet<string>): boolean {
  const reads = (text: string): boolean => [...text.matchAll(/\w+/g)].some(([word]) => tables.has(word));
  return view
    .declarations()
    .some(
      ({ kind, name, node }) =>
        (kind === 'var' && !tables.has(name) && reads(node.text)) ||
        (kind === 'func' && name === 'init' && reads(node.text)),
    );
}

/** `signal_linux.go` gets `signal_linux_sigstkflt.go`: no GOARCH at the end, and no `_test` lost. */
function newPath(path: string, constant: string): string {
  return path.replace(/(_test)?\.go$/, `_${constant.toLowerCase().replaceAll('_', '')}$1.go`);
}

function newFile(
  file: GoFile,
  path: string,
  importPath: string,
  moved: readonly TableEntry[],
  lacking: string,
  context: RuleContext,
): string {
  const eol = file.text.includes('\r\n') ? '\r\n' : '\n';
  const goos = nameSuffix(file.path.slice(file.path.lastIndexOf('/') + 1));
  const own = constraintTexts(file.text).find((line) => line.form === 'go:build')?.expression;
  const terms = own === undefined ? goos : [...goos, /\|\|/.test(own) ? `(${own})` : own];
  const alias = file.imports.find((one) => one.path === importPath)?.alias;
  return [
    ...constraintHeader([...terms, lacking].join(' && '), path, context.files),
    '',
    `package ${file.packageName}`,
    '',
    `import ${alias === undefined ? '' : `${alias} `}"${importPath}"`,
    '',
    'func init() {',
    ...moved.map(({ statement }) => `\t${statement}`),
    '}',
    '',
  ].join(eol);
}
