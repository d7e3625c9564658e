import { createBuildContext } from '../../go/buildContext';
import { directiveHolds, directivesOf, preamblesOf, type CgoDirective, type CgoWord } from '../../go/cgo';
import type { GoFile, PackageView } from '../../go/packages';
import { joinPath, resolveInside } from '../../go/paths';
import type { RuleContext } from '../rule';

/** A library of the tree that a `#cgo LDFLAGS` of both builds asks for. */
export interface LinkedLibrary {
  readonly path: string;
  /** Where it is asked for. */
  readonly file: GoFile;
  readonly flag: CgoWord;
  /** Whether the flag names the very file; the linker may find one of the same name elsewhere otherwise. */
  readonly exact: boolean;
}

interface Flag {
  readonly file: GoFile;
  readonly flag: CgoWord;
}

/** The libraries of the tree that the target's build of a package links, as the flags of both builds have them. */
export function linkedLibraries(view: PackageView, context: RuleContext): readonly LinkedLibrary[] {
  const { host, target, files } = context;
  const builds = [host, target].map(({ goarch }) => createBuildContext({ goarch }));
  const counts = (directive: CgoDirective): boolean =>
    directive.name.text === 'LDFLAGS' && builds.every((build) => directiveHolds(directive, build));
  const flags = view.files
    .filter((file) => !file.isTest && file.text.includes('LDFLAGS'))
    .flatMap((file) =>
      preamblesOf(file)
        .flatMap(directivesOf)
        .filter(counts)
        .flatMap((directive) => directive.flags.map((flag): Flag => ({ file, flag }))),
    );
  const folders = flags.flatMap(({ flag }) => inTree(view.dir, /^-L(.+)$/.exec(flag.text)?.[1]));
  return flags.flatMap(({ file, flag }): LinkedLibrary[] => {
    const written = /^[^-].*\.(?:a|o|so(?:\.\d+)*)$/.test(flag.text) ? flag.text : undefined;
    const exact = inTree(view.dir, written).map((path) => ({ path, file, flag, exact: true }));
    const [, colon, name] = /^-l(:?)(.+)$/.exec(flag.text) ?? [];
    if (name === undefined) return exact;
    const names = colon === '' ? [`lib${name}.so`, `lib${name}.a`] : [name];
    return folders.flatMap((dir) => {
      const there = new Set(files.list(dir).map((entry) => entry.name));
      return names
        .filter((one) => there.has(one))
        .map((one) => ({ path: joinPath(dir, one), file, flag, exact: false }));
    });
  });
}

/** The path in the tree that a path of a flag means: relative to the package's folder, or with its name in front. */
function inTree(dir: string, path: string | undefined): readonly string[] {
  if (path === undefined || path.startsWith('/')) return [];
  const resolved = resolveInside(dir, path.replace(/^\$\{SRCDIR\}\/?/, ''));
  return resolved === undefined || resolved.includes('$') ? [] : [resolved];
}
