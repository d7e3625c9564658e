import { createBuildContext } from '../go/buildContext';
import { matchFile } from '../go/buildConstraints';
import type { MissingBodyFact } from '../go/facts';
import { definedIn, missingBodies } from '../go/missingBodies';
import type { Declaration, PackageView } from '../go/packages';
import { baseName, joinPath, parentOf } from '../go/paths';
import { linuxGoarchs } from '../target/architectureNames';
import type { Edit, Fix } from '../types';
import { family, newPath } from './archFileFix';
import { usesCgo } from './cgoSources';
import { constraintHeader } from './constraintHeader';
import { applyLineEdits, constraintTexts, widenToOthers } from './constraintLines';
import { goBodyOf } from './goBodies';
import { constrainEdits } from './narrowConstraints';
import type { RuleContext } from './rule';
import { fileOfFact, tryFix, type ChangedFile, type Trial } from './tryFix';

/**
 * Fixes for functions without a body whose assembly is for other GOARCHs. What
 * the package has in Go is put to use; a body is not invented.
 */
export function missingBodyFixes(fact: MissingBodyFact, context: RuleContext): readonly Fix[] {
  const dir = parentOf(fact.at.file);
  const host = context.tree?.view(dir, 'host');
  const target = context.tree?.view(dir, 'target');
  if (!host || !target || usesCgo(target)) return [];
  const facts = missingBodies(host, target, context.files);
  const missing = facts.flatMap(({ name }) => target.lookup(name) ?? []);
  if (!missing.some(({ name }) => name === fact.name)) return [];
  const here = missing.filter(({ file }) => file.path === fact.at.file);
  const fix =
    otherFile(fact.at.file, here, target, context) ??
    jumps([...new Set(facts.flatMap(({ assembly }) => assembly))], missing, target, context);
  return fix ? [fix] : [];
}

/**
 * The file of declarations is for the GOARCHs that have the assembly, and the
 * file of the same functions in Go, which a tag asks for, for all others.
 */
function otherFile(
  path: string,
  missing: readonly Declaration[],
  target: PackageView,
  context: RuleContext,
): Fix | undefined {
  const { files, t } = context;
  const text = files.readText(path);
  const names = missing.map(({ name }) => name);
  const goarchs = goarchsOf(path, names, context);
  if (text === undefined || goarchs.length === 0) return undefined;
  const narrowed = constrainEdits(path, text, goarchs, context);
  for (const other of target.excluded.filter(({ kind }) => kind === 'constraint')) {
    const body = files.readText(other.path);
    if (body === undefined || !names.every((name) => new RegExp(`^func ${name}\\(.*\\{`, 'm').test(body))) {
      continue;
    }
    const widened = widenToOthers(other.path, body, goarchs);
    if (!widened) continue;
    const changed: readonly ChangedFile[] = [
      { path, text: applyLineEdits(text, narrowed) },
      { path: other.path, text: applyLineEdits(body, widened) },
    ];
    const trial = tryFix(parentOf(path), changed, context, (one) => ({
      host: one === path,
      target: one !== path,
    }));
    if (!trial || !works(trial, path, [other.path])) continue;
    const title = t(
      'Build {0} instead of {1} where there is no assembly',
      baseName(other.path),
      baseName(path),
    );
    return { title, safe: true, edits: [...narrowed, ...widened] };
  }
  return undefined;
}

/** The GOARCHs whose build includes a file and the assembly of functions of it. */
function goarchsOf(path: string, names: readonly string[], { files }: RuleContext): readonly string[] {
  const dir = parentOf(path);
  const read = (file: string): { readonly path: string; readonly text: string } => ({
    path: file,
    text: files.readText(file) ?? '',
  });
  const assembly = files
    .list(dir)
    .filter(({ name }) => name.endsWith('.s'))
    .map(({ name }) => read(joinPath(dir, name)))
    .map((file) => ({ ...file, defines: new Set(definedIn(file.text)) }));
  const declaring = read(path);
  return [...linuxGoarchs].sort().filter((goarch) => {
    const context = createBuildContext({ goarch });
    const isBuilt = (file: { readonly path: string; readonly text: string }): boolean =>
      matchFile(baseName(file.path), file.text, context).included;
    const built = assembly.filter(isBuilt);
    return isBuilt(declaring) && names.every((name) => built.some(({ defines }) => defines.has(name)));
  });
}

/**
 * Assembly of one jump a function, as Go's own `math` has it for what a GOARCH
 * has no assembly of.
 *
 * @param assembly the host's files of it
 */
function jumps(
  assembly: readonly string[],
  missing: readonly Declaration[],
  target: PackageView,
  context: RuleContext,
): Fix | undefined {
  const { files, t } = context;
  const pairs = missing.map(({ name, ...one }) => ({ name, body: goBodyOf({ name, ...one }, target)?.name }));
  // A tag that leaves a declaration out brings another body, beside which there must be no assembly.
  const isTagged = missing.some(({ file }) => constraintTexts(file.text).length > 0);
  const [only, ...more] = assembly;
  if (only === undefined || isTagged || pairs.some(({ body }) => body === undefined)) return undefined;
  const like = more.length > 0 ? joinPath(parentOf(only), 'stubs.s') : only;
  const path = newPath(like, context.target.goarch);
  if (files.readText(path) !== undefined) return undefined;
  const tags = family(context.target.goarch)?.tags ?? [];
  const header = tags.length > 0 ? [...constraintHeader(tags.join(' || '), path, files), ''] : [];
  const bodies = pairs.flatMap(({ name, body = '' }) => [
    '',
    `TEXT ·${name}(SB), NOSPLIT, $0`,
    `\tJMP ·${body}(SB)`,
  ]);
  const newText = [...header, '#include "textflag.h"', ...bodies, ''].join('\n');
  const trial = tryFix(parentOf(path), [{ path, text: newText }], context, () => ({
    host: false,
    target: true,
  }));
  if (!trial || !works(trial, path, [path])) return undefined;
  const edit: Edit = { file: path, line: 1, column: 1, endLine: 1, endColumn: 1, newText };
  const title = t('Create {0} that jumps to {1}', baseName(path), pairs.map(({ body }) => body).join(', '));
  return { title, safe: true, edits: [edit] };
}

/** Whether nothing is left to complain of in what changed, nor of what it was to mend. */
function works(trial: Trial, path: string, changed: readonly string[]): boolean {
  return (
    trial.viewsHold &&
    trial.redeclared.length === 0 &&
    trial.facts.every(
      (fact) =>
        fact.kind !== 'missing-body' &&
        !changed.includes(fileOfFact(fact)) &&
        !(fact.kind === 'undefined' && fact.declaredIn.includes(path)),
    )
  );
}
