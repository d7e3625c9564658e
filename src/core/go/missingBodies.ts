import type { SourceFiles } from '../files';
import type { MissingBodyFact } from './facts';
import { locationOf } from './nodes';
import type { PackageView } from './packages';

/** Functions without body whose assembly only the host's build includes. */
export function missingBodies(
  host: PackageView,
  target: PackageView,
  files: SourceFiles,
): readonly MissingBodyFact[] {
  const isAssembly = (path: string): boolean => path.endsWith('.s');
  const included = target.otherFiles.filter(isAssembly);
  const hostOnly = host.otherFiles.filter((path) => isAssembly(path) && !included.includes(path));
  if (hostOnly.length === 0) return [];
  const read = (path: string): Assembly => ({ path, text: files.readText(path) ?? '' });
  const [ours, theirs] = [included.map(read), hostOnly.map(read)];
  return target.declarations().flatMap((declaration): MissingBodyFact[] => {
    const { kind, name, node, nameNode, file } = declaration;
    if (kind !== 'func' || node.childForFieldName('body')) return [];
    const assembly = theirs.filter(({ text }) => defines(text, name)).map(({ path }) => path);
    if (assembly.length === 0 || ours.some(({ text }) => defines(text, name))) return [];
    // A linked name has its body in another package.
    if (target.files.some(({ text }) => isLinked(text, name))) return [];
    return [
      { kind: 'missing-body', certainty: 'certain', at: locationOf(file.path, nameNode), name, assembly },
    ];
  });
}

interface Assembly {
  readonly path: string;
  readonly text: string;
}

/** Whether assembly defines a function of the package: `TEXT ·name(SB)`, `TEXT ·name<ABIInternal>(SB)`. */
function defines(text: string, name: string): boolean {
  return new RegExp(`^\\s*TEXT\\s+(?:\\S*·|"".)${name}(?:<\\w+>)?\\(SB\\)`, 'mu').test(text);
}

function isLinked(text: string, name: string): boolean {
  return new RegExp(`^//go:linkname\\s+${name}(?:\\s|$)`, 'mu').test(text);
}
