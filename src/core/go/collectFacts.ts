import type { SourceFiles } from '../files';
import type { AbiTables } from '../target/abi';
import type { Target } from '../target/targets';
import type { Fact } from './facts';
import type { GoFile, GoTree, PackageView } from './packages';
import { missingBodies } from './missingBodies';
import { makeTyping } from './typing';
import { abiPackage } from './typesOfPackages';
import { undefinedFactsOf } from './undefinedFacts';
import { widthFactsOf } from './widthFacts';
import type { Sights } from './widthFlow';

/**
 * What one package tells the rules: every place that is right under the host's
 * view and wrong under the target's, as far as our own typing can tell. Only
 * files that the target builds are looked at. Functions whose assembly the
 * target leaves out are found where `files` is there to read it.
 *
 * @param only Path of the one file to look at, for an editor; the others are then only looked up in.
 */
export function collectFacts(
  views: { readonly host: PackageView; readonly target: PackageView },
  tree: GoTree,
  abi: AbiTables,
  host: Target,
  target: Target,
  files?: SourceFiles,
  only?: string,
): readonly Fact[] {
  if (!buildsOnHost(views.host, tree)) return [];
  const hostTyping = makeTyping('host', host.goarch, tree, abi);
  const targetTyping = makeTyping('target', target.goarch, tree, abi);
  const sightsOf = (file: GoFile): Sights => ({
    host: { typing: hostTyping, place: { view: views.host, file } },
    target: { typing: targetTyping, place: { view: views.target, file } },
  });
  const factsOf = (file: GoFile, usesAbi: boolean): readonly Fact[] => [
    ...(usesAbi ? widthFactsOf(file, sightsOf(file)) : []),
    ...undefinedFactsOf(file, sightsOf(file), usesAbi),
  ];
  const usesAbi = views.target.files.some((file) => file.imports.some((one) => abiPackage(one.path)));
  return [
    ...views.target.files
      .filter((file) => only === undefined || file.path === only)
      .flatMap((file) => factsOf(file, usesAbi)),
    ...(files ? missingBodies(views.host, views.target, files) : []),
  ];
}

/**
 * False where the package imports one of the tree that the host's build leaves
 * out whole, as packages for Windows do that lie in the tree: what the host
 * does not build says nothing of the target.
 */
function buildsOnHost(host: PackageView, tree: GoTree): boolean {
  return host.files.every(
    (file) =>
      file.isTest ||
      file.imports.every((imported) => {
        const dir = tree.resolveImport(host.dir, imported.path);
        return dir === undefined || tree.hasPackage(dir, 'host') || !tree.packageDirs().includes(dir);
      }),
  );
}
