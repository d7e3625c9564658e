import { isMachineMacro, predefined } from '../c/macros';
import { blank, splitDirectives, type CFile } from '../c/lines';
import { Compilation, type FoundFile, type Include, type SeenFile } from '../c/preprocess';
import { createBuildContext } from '../go/buildContext';
import { directiveHolds, directivesOf, preamblesOf } from '../go/cgo';
import type { PackageView } from '../go/packages';
import { parentOf, resolveInside } from '../go/paths';
import type { RuleContext } from './rule';
import { isForeignHeader } from './intrinsicHeader/headers';

/** The C of one compilation: a preamble, or a file of the package. */
export interface CompiledUnit {
  readonly path: string;
  readonly files: readonly SeenFile[];
}

const kept = new WeakMap<PackageView, readonly CompiledUnit[]>();

/** Whether a package is built with cgo. */
export function usesCgo(view: PackageView): boolean {
  return view.files.some((file) => !file.isTest && file.imports.some((one) => one.path === 'C'));
}

/**
 * What the C compiler sees of a package when it is built for the target: the
 * preambles, the C, C++ and `.S` files that the build includes, and the files
 * of the tree that they include.
 */
export function compiledUnits(view: PackageView, context: RuleContext): readonly CompiledUnit[] {
  const known = kept.get(view);
  if (known) return known;
  const found = usesCgo(view) ? readUnits(view, context) : [];
  kept.set(view, found);
  return found;
}

/**
 * The units that read a file of C: those of the folder's package, or, where
 * the folder has no Go files, of the nearest folder above that has.
 */
export function unitsWith(path: string, context: RuleContext): readonly CompiledUnit[] {
  for (let dir = parentOf(path); ; dir = parentOf(dir)) {
    const view = context.tree?.view(dir, 'target');
    if (view)
      return compiledUnits(view, context).filter(({ files }) => files.some((file) => file.path === path));
    if (dir === '') return [];
  }
}

function readUnits(view: PackageView, context: RuleContext): readonly CompiledUnit[] {
  const { files, target } = context;
  const flags = flagsOf(view, context);
  const defined = flags.flatMap((flag): [string, string][] => {
    const [, name, value = '1'] = /^-D([A-Za-z_]\w*)(?:=(.*))?$/.exec(flag) ?? [];
    return name === undefined ? [] : [[name, value]];
  });
  const folders = flags.flatMap((flag) => {
    const to = /^-I(?:\$\{SRCDIR\}\/?|\.\/)?([^/$].*|)$/.exec(flag)?.[1];
    const dir = to === undefined ? undefined : resolveInside(view.dir, to);
    return dir === undefined ? [] : [dir];
  });
  const macros = new Map([...predefined(target.goarch, target.bits, target.endian), ...defined]);
  const split = new Map<string, CFile | undefined>();
  const readFile = (path: string): CFile | undefined => {
    if (!split.has(path)) {
      const text = files.readText(path);
      split.set(path, text === undefined ? undefined : splitDirectives(text));
    }
    return split.get(path);
  };
  const find = (include: Include, from: string): FoundFile | undefined => {
    const dirs = [...(include.quoted ? [parentOf(from)] : []), ...folders, view.dir];
    for (const dir of dirs) {
      const path = resolveInside(dir, include.name);
      const file = path === undefined ? undefined : readFile(path);
      if (path !== undefined && file) return { path, file };
    }
    return undefined;
  };
  const hasHeader = (name: string): boolean | undefined =>
    isForeignHeader(name, context.host.goarch, target.goarch) ? false : undefined;
  const unit = (path: string, file: CFile): CompiledUnit => ({
    path,
    files: new Compilation({ predefined: macros, isAbsent: isMachineMacro, hasHeader, find }).read(
      path,
      file,
    ),
  });
  const preambles = view.files
    .filter((file) => !file.isTest)
    .flatMap((file) =>
      preamblesOf(file)
        .filter(({ text }) => /\S/.test(text))
        .map(({ start, text }) => unit(file.path, splitDirectives(blank(file.text.slice(0, start)) + text))),
    );
  const sources = view.otherFiles
    .filter((path) => /\.(?:c|cc|cpp|cxx|S|sx)$/.test(path))
    .flatMap((path) => {
      const file = readFile(path);
      return file ? [unit(path, file)] : [];
    });
  return [...preambles, ...sources];
}

/** The flags that the C compiler gets for the target. */
function flagsOf(view: PackageView, { target }: RuleContext): readonly string[] {
  const build = createBuildContext({ goarch: target.goarch });
  return view.files
    .filter((file) => !file.isTest)
    .flatMap(preamblesOf)
    .flatMap(directivesOf)
    .filter(
      (directive) => /^(?:C|CPP|CXX)FLAGS$/.test(directive.name.text) && directiveHolds(directive, build),
    )
    .flatMap((directive) => directive.flags.map(({ text }) => text));
}
