import { createBuildContext } from '../go/buildContext';
import { matchFile, nameSuffix } from '../go/buildConstraints';
import { knownArch } from '../go/syslist';
import type { Goarch } from '../target/targets';
import type { Edit, Fix } from '../types';
import { constraintHeader } from './constraintHeader';
import { applyLineEdits, constraintTexts, widenConstraints } from './constraintLines';
import { translateNumbers } from './kernelNumbers';
import type { RuleContext } from './rule';
import { fileOfFact, tryFix, type ChangedFile } from './tryFix';

/** GOARCHs whose files are most like those of a 64-bit little-endian target, nearest first. */
const siblings: readonly Goarch[] = ['arm64', 'loong64', 'riscv64', 'ppc64le', 'amd64'];

/**
 * Fixes for names that only a file for other GOARCHs declares: let the
 * target's build include that file, or give the target one like it.
 */
export function archFileFixes(declaredIn: string, name: string, context: RuleContext): readonly Fix[] {
  const text = context.files.readText(declaredIn);
  if (text === undefined) return [];
  return [widen(declaredIn, text, name, context), newFile(declaredIn, text, name, context)].filter(
    (fix) => fix !== undefined,
  );
}

function widen(path: string, text: string, name: string, context: RuleContext): Fix | undefined {
  const { host, target, abi, t } = context;
  const base = path.slice(path.lastIndexOf('/') + 1);
  const edits = widenConstraints(path, text, target.goarch);
  if (!edits) return undefined;
  const changed = applyLineEdits(text, edits);
  if (!matchFile(base, changed, createBuildContext({ goarch: target.goarch })).included) return undefined;
  // A file with the host's system call numbers in it serves no other GOARCH.
  const numbers = translateNumbers(text, host.goarch, target.goarch, abi);
  if (numbers.text !== text) return undefined;
  const works = succeeds([{ path, text: changed }], name, path, context, true);
  if (works === false) return undefined;
  return {
    title: t('Build {0} for {1} too', base, target.goarch),
    safe: works === true && numbers.doubtful.length === 0,
    edits,
  };
}

function newFile(declaredIn: string, text: string, name: string, context: RuleContext): Fix | undefined {
  const { target, files, abi, t } = context;
  const path = newPath(declaredIn, target.goarch);
  if (files.readText(path) !== undefined) return undefined;
  let unproven: Fix | undefined;
  for (const source of sourcesOf(declaredIn, text, context)) {
    const numbers = translateNumbers(source.text, source.goarch, target.goarch, abi);
    const content = withConstraint(numbers.text, path, declaredIn, context);
    const works = succeeds([{ path, text: content }], name, declaredIn, context, false);
    if (works === false) continue;
    const edit: Edit = { file: path, line: 1, column: 1, endLine: 1, endColumn: 1, newText: content };
    const fix: Fix = {
      title: t('Create {0} like {1}', baseName(path), baseName(source.path)),
      safe: works === true && numbers.doubtful.length === 0,
      edits: [edit],
    };
    if (fix.safe) return fix;
    unproven ??= fix;
  }
  return unproven;
}

/** True and false where the fix was tried; undefined where it cannot be. */
function succeeds(
  changed: readonly ChangedFile[],
  name: string,
  declaredIn: string,
  context: RuleContext,
  onHost: boolean,
): boolean | undefined {
  const dir = declaredIn.slice(0, Math.max(0, declaredIn.lastIndexOf('/')));
  const trial = tryFix(dir, changed, context, () => ({ host: onHost, target: true }));
  if (!trial) return undefined;
  const paths = new Set(changed.map((file) => file.path));
  return (
    trial.viewsHold &&
    trial.redeclared.length === 0 &&
    trial.declared.has(name) &&
    trial.facts.every((fact) => !paths.has(fileOfFact(fact)))
  );
}

interface Source {
  readonly path: string;
  readonly goarch: Goarch;
  readonly text: string;
}

/** The files a new one may be a copy of: the package's for GOARCHs like the target, and the host's own. */
function sourcesOf(
  declaredIn: string,
  text: string,
  { files, target, host }: RuleContext,
): readonly Source[] {
  const own: Source = { path: declaredIn, goarch: host.goarch, text };
  const suffix = nameSuffix(baseName(declaredIn));
  if (target.bits !== 64 || target.endian !== 'little' || !suffix.includes(host.goarch)) return [own];
  const found = siblings.flatMap((goarch): Source[] => {
    const path = declaredIn.replace(new RegExp(`_${host.goarch}(?=(_test)?\\.go$)`), `_${goarch}`);
    const content = goarch === host.goarch ? text : files.readText(path);
    return content === undefined ? [] : [{ path, goarch, text: content }];
  });
  return found.length > 0 ? found : [own];
}

/** `maxmap_amd64.go` has `maxmap_mips64x.go` beside it, as Go's own tree names files for both byte orders. */
function newPath(declaredIn: string, goarch: Goarch): string {
  const [, stem = '', test = ''] = /^(.*?)(_test)?\.go$/.exec(declaredIn) ?? [];
  const last = stem.slice(stem.lastIndexOf('_') + 1);
  const bare = knownArch.has(last) ? stem.slice(0, -last.length - 1) : stem;
  return `${bare}_${family(goarch)?.name ?? goarch}${test}.go`;
}

function family(goarch: Goarch): { readonly name: string; readonly tags: readonly string[] } | undefined {
  if (goarch === 'mips64le' || goarch === 'mips64') return { name: 'mips64x', tags: ['mips64', 'mips64le'] };
  if (goarch === 'mipsle' || goarch === 'mips') return { name: 'mipsx', tags: ['mips', 'mipsle'] };
  return undefined;
}

/** A copy's text with the constraint of the new file in place of its own. */
function withConstraint(text: string, path: string, declaredIn: string, context: RuleContext): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const own = family(context.target.goarch);
  const old = constraintTexts(text);
  const lines = text.split('\n');
  const kept = lines.filter((_, index) => !old.some((line) => line.line === index + 1));
  const goos = nameSuffix(baseName(declaredIn)).filter((tag) => !knownArch.has(tag));
  // What the old name said of the GOOS, the new one says only where it still ends with it.
  const alternatives = own?.tags.join(' || ') ?? '';
  const isNamed = nameSuffix(baseName(path)).length > 0;
  const expression =
    isNamed || !own ? '' : goos.length > 0 ? `${goos.join(' && ')} && (${alternatives})` : alternatives;
  if (expression === '') return kept.join('\n').replace(/^(\r?\n)+/, '');
  const added = constraintHeader(expression, path, context.files).join(eol) + eol;
  const first = old[0];
  if (!first) return `${added}${eol}${text}`;
  const body = kept.join('\n');
  const before = lines.slice(0, first.line - 1).join('\n');
  return before === '' ? `${added}${body}` : `${before}\n${added}${body.slice(before.length + 1)}`;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
