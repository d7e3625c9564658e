import type { Translate } from '../../l10n';
import type { GoParser } from '../../go/syntax';
import { readKubernetesYaml } from './kubernetesYaml';
import { readImageList } from './list';
import type { SourceReading } from './listed';
import { isYaml } from './fileNames';
import { readManifestGo } from './manifestGo';

/** Reads a file that says which images are wanted; its name tells Go and YAML from a plain list. */
export function readImageFile(
  path: string,
  text: string,
  { parser, t }: { readonly parser: GoParser; readonly t: Translate },
): SourceReading {
  if (path.endsWith('.go')) return readManifestGo(text, { parser, t });
  if (isYaml(path)) return readKubernetesYaml(text, t);
  return readImageList(text, t);
}
