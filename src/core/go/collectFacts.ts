import type { AbiTables } from '../target/abi';
import type { Target } from '../target/targets';
import type { Fact } from './facts';
import type { GoFile, GoTree, PackageView } from './packages';
import { makeTyping } from './typing';
import { abiPackage } from './typesOfPackages';
import { widthFactsOf } from './widthFacts';
import type { Sights } from './widthFlow';

/**
 * What one package tells the rules: every place that is right under the host's
 * view and wrong under the target's, as far as our own typing can tell. Only
 * files that the target builds are looked at.
 */
export function collectFacts(
  views: { readonly host: PackageView; readonly target: PackageView },
  tree: GoTree,
  abi: AbiTables,
  host: Target,
  target: Target,
): readonly Fact[] {
  const hostTyping = makeTyping('host', host.goarch, tree, abi);
  const targetTyping = makeTyping('target', target.goarch, tree, abi);
  const sightsOf = (file: GoFile): Sights => ({
    host: { typing: hostTyping, place: { view: views.host, file } },
    target: { typing: targetTyping, place: { view: views.target, file } },
  });
  const usesAbi = views.target.files.some((file) => file.imports.some((one) => abiPackage(one.path)));
  return usesAbi ? views.target.files.flatMap((file) => widthFactsOf(file, sightsOf(file))) : [];
}
