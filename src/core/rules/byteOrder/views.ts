import { statementsOf } from '../architectureTable/consequence';
import type { Declaration } from '../../go/packages';
import type { Target } from '../../target/targets';
import type { PackageViews } from '../rule';
import { orderOfStatements, orderOfText, otherOrder } from './words';

/** A declaration that the target's build takes from a file for the other byte order. */
export interface WrongDeclaration {
  readonly declaration: Declaration;
  readonly onHost: Declaration;
}

/** Names that host and target take from different files, where only the host gets its own byte order. */
export function wrongDeclarations(
  { host, target }: PackageViews,
  onHost: Target,
  onTarget: Target,
): readonly WrongDeclaration[] {
  const shared = new Set(host.files.map(({ path }) => path));
  const own = target.files.filter((file) => !shared.has(file.path) && /endian/i.test(file.text));
  if (own.length === 0) return [];
  return target.declarations().flatMap((declaration): readonly WrongDeclaration[] => {
    if (!own.includes(declaration.file) || orderOf(declaration) !== otherOrder(onTarget.endian)) return [];
    const other = host.lookup(declaration.name);
    return other && orderOf(other) === onHost.endian && onHost.endian === onTarget.endian
      ? [{ declaration, onHost: other }]
      : [];
  });
}

function orderOf({ kind, name, node }: Declaration): ReturnType<typeof orderOfText> {
  if (kind === 'func') return orderOfStatements(statementsOf(node.childForFieldName('body')), name);
  return kind === 'var' || kind === 'const' ? orderOfText(node.text) : undefined;
}
