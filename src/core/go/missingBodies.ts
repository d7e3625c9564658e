import type { SourceFiles } from '../files';
import type { MissingBodyFact } from './facts';
import { locationOf, nodesNamed } from './nodes';
import type { Declaration, PackageView } from './packages';
import type { SyntaxNode } from './syntax';

/**
 * Functions without body whose assembly only the host's build includes. Where
 * the target's includes none at all, the compiler asks for the body of every
 * function that is not linked, whatever the host's assembly defines.
 */
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
  const names = new Set(theirs.flatMap(({ text }) => definedIn(text)));
  for (const { text } of ours) for (const name of definedIn(text)) names.delete(name);
  const wanted = ours.length > 0 ? [...names] : target.declarations().map(({ name }) => name);
  return [...new Set(wanted)].sort().flatMap((name): MissingBodyFact[] => {
    const declaration = target.lookup(name);
    if (declaration?.kind !== 'func' || declaration.node.childForFieldName('body')) return [];
    if (ours.length > 0 && !isUsed(declaration, target)) return [];
    const { nameNode, file } = declaration;
    const assembly = theirs.filter(({ text }) => definedIn(text).includes(name)).map(({ path }) => path);
    // A linked name has its body in another package.
    if (target.files.some(({ text }) => isLinked(text, name))) return [];
    return [
      { kind: 'missing-body', certainty: 'certain', at: locationOf(file.path, nameNode), name, assembly },
    ];
  });
}

/**
 * Where a package has assembly, only the linker misses a body, and only of a
 * function that is used. What stands under a condition on GOARCH is not.
 */
function isUsed({ name, nameNode, file }: Declaration, { files }: PackageView): boolean {
  if (/^\p{Lu}/u.test(name)) return true;
  const names = new Set([name]);
  return files.some((other) =>
    nodesNamed(other, names).some(
      (node) =>
        node.type === 'identifier' &&
        (other.path !== file.path || node.startIndex !== nameNode.startIndex) &&
        !isGuarded(node),
    ),
  );
}

function isGuarded(node: SyntaxNode): boolean {
  for (let at = node.parent; at; at = at.parent) {
    const condition = at.type === 'if_statement' ? at.childForFieldName('condition') : null;
    if (condition && /goarch/i.test(condition.text)) return true;
  }
  return false;
}

interface Assembly {
  readonly path: string;
  readonly text: string;
}

/** The package's functions that assembly defines: `TEXT ·name(SB)`, `TEXT ·name<ABIInternal>(SB)`. */
export function definedIn(text: string): readonly string[] {
  return [...text.matchAll(/^\s*TEXT\s+(?:\S*\u00b7|"".)([\p{L}\p{N}_]+)(?:<\w+>)?\(SB\)/gmu)].map(
    ([, name = '']) => name,
  );
}

function isLinked(text: string, name: string): boolean {
  return new RegExp(`^//go:linkname\\s+${name}(?:\\s|$)`, 'mu').test(text);
}
