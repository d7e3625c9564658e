import { collectFacts } from '../../go/collectFacts';
import { findLocal } from '../../go/scope';
import { locationOf } from '../../go/nodes';
import type { Declaration } from '../../go/packages';
import { nameOfImport } from '../../go/typesOfPackages';
import type { Typing } from '../../go/typing';
import type { Fix } from '../../types';
import type { PackageViews, RuleContext } from '../rule';
import { structLayout } from '../structLayout';
import { tryFix } from '../tryFix';
import { hasUnkeyedLiteral } from '../unkeyedLiterals';
import type { KernelStruct } from './kernelStructs';

/**
 * Declares a struct of the tree's own as the one of `x/sys/unix`, which is
 * right on every GOARCH: `type termios unix.Termios`. Where its file imports
 * that package, and all its fields are there under the same names.
 */
export function structNameFix(
  declaration: Declaration,
  kernel: KernelStruct,
  views: PackageViews,
  typing: Typing,
  context: RuleContext,
): Fix | undefined {
  const { node, file, name } = declaration;
  const written = node.childForFieldName('type');
  if (kernel.package !== 'golang.org/x/sys/unix' || written?.type !== 'struct_type') return undefined;
  // In a group gofmt would align the line with its neighbours.
  if (node.parent?.children.some((token) => token.type === '(')) return undefined;
  const imported = file.imports.find((one) => one.path === kernel.package);
  const unix = imported && nameOfImport(imported);
  if (unix === undefined || findLocal(unix, node) || views.target.lookup(unix)) return undefined;
  if (hasUnkeyedLiteral(name, views)) return undefined;
  const own = typing.typeFrom(written, { view: views.target, file });
  const layout = own.kind === 'struct' ? structLayout(own, typing) : undefined;
  const named = layout?.fields.filter((field) => field.name !== '_') ?? [];
  const isComplete = [kernel.host, kernel.target].every(({ fields }) =>
    named.every((field) => fields.some((one) => one.name === field.name)),
  );
  if (!isComplete || layout?.size !== kernel.host.size) return undefined;
  const newText = `${unix}.${kernel.name}`;
  const text = file.text.slice(0, written.startIndex) + newText + file.text.slice(written.endIndex);
  const edit = { ...locationOf(file.path, written), newText };
  return {
    title: context.t('Declare {0} as {1}', name, newText),
    safe: leavesNoFacts(file.path, text, views, context),
    edits: [edit],
  };
}

/** Whether the package has as few places that the target rejects as before. */
function leavesNoFacts(path: string, text: string, views: PackageViews, context: RuleContext): boolean {
  const { tree, abi, host, target, files } = context;
  if (!tree) return false;
  const before = collectFacts(views, tree, abi, host, target, files).length;
  const trial = tryFix(views.target.dir, [{ path, text }], context, () => ({ host: true, target: true }));
  return trial?.viewsHold === true && trial.facts.length <= before;
}
