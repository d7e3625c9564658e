import { findAssigned, usesOf } from '../../go/scope';
import { locationOf, partsOf } from '../../go/nodes';
import type { GoFile, PackageView } from '../../go/packages';
import type { SyntaxNode } from '../../go/syntax';
import type { Typing } from '../../go/typing';
import { nameOfImport } from '../../go/typesOfPackages';
import type { Translate } from '../../l10n';
import type { Edit, Fix } from '../../types';
import { withoutImport } from './withoutImport';
import { withoutConversions } from '../rawCalls';
import type { RawStat } from './rawStats';

/**
 * Calls `Fstat` where a file makes raw calls of `SYS_FSTAT`: one fix for all
 * of them, since only together they may leave the import of `unsafe` unused.
 * Undefined where one of the results is used as something other than an error.
 */
export function fstatFix(
  stats: readonly RawStat[],
  file: GoFile,
  view: PackageView,
  typing: Typing,
  t: Translate,
): Fix | undefined {
  const edits: Edit[] = [];
  const names = new Set<string>();
  let removed = 0;
  for (const stat of stats) {
    const own = editsOf(stat, view, typing);
    if (!own) return undefined;
    edits.push(...own.edits);
    names.add(own.callee);
    removed += own.unsafeUses;
  }
  const left = (file.text.match(/\bunsafe\./g)?.length ?? 0) - removed;
  if (left === 0) {
    const edit = withoutImport(file, 'unsafe');
    if (!edit) return undefined;
    edits.push(edit);
  }
  if (edits.length === 0) return undefined;
  return { title: t('Call {0} instead', [...names].join(', ')), safe: true, edits };
}

interface CallEdits {
  readonly edits: readonly Edit[];
  readonly callee: string;
  /** How often what is replaced says `unsafe.`. */
  readonly unsafeUses: number;
}

function editsOf(stat: RawStat, view: PackageView, typing: Typing): CallEdits | undefined {
  const { call, raw, file, pointer } = stat;
  const imported = file.imports.find((one) => one.path === stat.package);
  const name = imported && nameOfImport(imported);
  const fd = raw.args[1];
  // The call that is replaced may be the only use of another package.
  const qualifier = call.childForFieldName('function')?.childForFieldName('operand')?.text;
  if (name === undefined || !fd || qualifier !== name) return undefined;
  const statement = call.parent?.parent;
  const [first, second, error] = partsOf(statement?.childForFieldName('left') ?? null);
  if (statement?.type !== 'short_var_declaration' || !error || first?.text !== '_' || second?.text !== '_')
    return undefined;
  const callee = `${name}.Fstat`;
  const newText = `${error.text} := ${callee}(${descriptor(fd, file, view, typing)}, ${pointer.text})`;
  const uses = error.text === '_' ? undefined : errorUses(error);
  if (!uses) return undefined;
  return {
    callee,
    unsafeUses: statement.text.match(/\bunsafe\./g)?.length ?? 0,
    edits: [{ ...locationOf(file.path, statement), newText }, ...uses.map((use) => toNil(use, file))],
  };
}

/** What `Fstat` takes, an int, for the `uintptr(fd)` of the raw call. */
function descriptor(argument: SyntaxNode, file: GoFile, view: PackageView, typing: Typing): string {
  const plain = withoutConversions(argument);
  const type = typing.typeOf(plain, { view, file });
  return type.kind === 'basic' && type.name === 'int' ? plain.text : `int(${plain.text})`;
}

/** The comparisons with 0 of an error number that becomes an error; undefined where it is used otherwise than an error can be. */
function errorUses(nameNode: SyntaxNode): readonly SyntaxNode[] | undefined {
  const binding = findAssigned(nameNode);
  // A variable that was there before has a type of its own.
  if (!binding || binding.nameNode.startIndex !== nameNode.startIndex) return undefined;
  const comparisons: SyntaxNode[] = [];
  for (const use of usesOf(binding)) {
    const kind = useKind(use);
    if (kind === undefined) return undefined;
    if (kind !== 'error') comparisons.push(kind);
  }
  return comparisons;
}

function useKind(use: SyntaxNode): SyntaxNode | 'error' | undefined {
  const { parent } = use;
  if (parent?.type === 'binary_expression') {
    const [left, right] = [parent.childForFieldName('left'), parent.childForFieldName('right')];
    const isComparison = parent.children.some((token) => token.type === '!=' || token.type === '==');
    if (!isComparison || left?.startIndex !== use.startIndex || !right) return undefined;
    // Errors can be compared with the constants of `syscall.Errno`.
    return right.text === '0' ? right : right.type === 'selector_expression' ? 'error' : undefined;
  }
  if (parent?.type === 'argument_list') {
    const callee = parent.parent?.childForFieldName('function')?.text ?? '';
    return /^(?:fmt|log|os)\.\w+$/.test(callee) ? 'error' : undefined;
  }
  return undefined;
}

function toNil(zero: SyntaxNode, file: GoFile): Edit {
  return { ...locationOf(file.path, zero), newText: 'nil' };
}
