import type { SourceFiles } from '../../files';
import { baseName, joinPath, parentOf, withAncestors } from '../../go/paths';

/** Names of files that say what is built, packed and run. */
const script =
  /^(?:(?:GNU)?[Mm]akefile|.*\.mk|(?:Dockerfile|Containerfile)(?:[.-].*)?|.*\.[Dd]ockerfile|.*\.(?:sh|bash))$/;

/**
 * The first Dockerfile, Makefile or shell script beside a file, or in a folder
 * above, that names it in a line that is no comment.
 */
export function userOf(path: string, files: SourceFiles): string | undefined {
  const name = baseName(path).replace(/[.+]/g, '\\$&');
  const mention = new RegExp(`^[^#\\n]*(?:^|[\\s/"'=(])${name}(?=$|[\\s"':;,)&|])`, 'm');
  for (const dir of withAncestors(parentOf(path))) {
    for (const entry of files.list(dir)) {
      if (entry.kind !== 'file' || !script.test(entry.name)) continue;
      const user = joinPath(dir, entry.name);
      const text = files.readText(user);
      if (text !== undefined && mention.test(text)) return user;
    }
  }
  return undefined;
}
