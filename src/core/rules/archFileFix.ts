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

interface Option {
  readonly fix: Fix;
  /** The names that it brings to the target; undefined where it could not be tried out. */
  readonly declared: ReadonlySet<string> | undefined;
  /** How many uses of names of the file it leaves undefined. */
  readonly left: number;
}

/** What a folder's files were when the options of one of them were worked out. */
interface Kept {
  readonly texts: readonly string[];
  readonly widened: Option | undefined;
  readonly created: readonly Option[];
}

const kept = new WeakMap<RuleContext, Map<string, Kept>>();

/**
 * Fixes for a name that only a file for other GOARCHs declares: let the
 * target's build include that file, or give the target one like it.
 *
 * @param name as declared, a method as `Type.name`
 */
export function archFileFixes(declaredIn: string, name: string, context: RuleContext): readonly Fix[] {
  const { widened, created } = optionsOf(declaredIn, context);
  const has = ({ declared }: Option): boolean => declared?.has(name) ?? true;
  // A sibling that lacks what the host's file has would help some uses, and be in the way of the others.
  const least = Math.min(...created.map(({ left }) => left));
  const copies = created.filter((option) => has(option) && option.left === least);
  const copy = copies.find(({ fix }) => fix.safe) ?? copies[0];
  return [...(widened && has(widened) ? [widened.fix] : []), ...(copy ? [copy.fix] : [])];
}

/** Many uses of a file's names share its options, which are kept until a file of the folder changes. */
function optionsOf(declaredIn: string, context: RuleContext): Kept {
  const texts = textsAround(declaredIn, context);
  const known = kept.get(context) ?? new Map<string, Kept>();
  kept.set(context, known);
  const old = known.get(declaredIn);
  if (old?.texts.length === texts.length && old.texts.every((text, index) => text === texts[index])) {
    return old;
  }
  const text = context.files.readText(declaredIn);
  const made: Kept = {
    texts,
    widened: text === undefined ? undefined : widen(declaredIn, text, context),
    created: text === undefined ? [] : newFiles(declaredIn, text, context),
  };
  known.set(declaredIn, made);
  return made;
}

function textsAround(path: string, { tree, files }: RuleContext): readonly string[] {
  const dir = folderOf(path);
  const around = (['host', 'target'] as const).flatMap((side) => tree?.view(dir, side)?.files ?? []);
  return [files.readText(path) ?? '', ...around.flatMap((file) => [file.path, file.text])];
}

function widen(path: string, text: string, context: RuleContext): Option | undefined {
  const { host, target, abi, t } = context;
  const base = baseName(path);
  const edits = widenConstraints(path, text, target.goarch);
  if (!edits) return undefined;
  const changed = applyLineEdits(text, edits);
  if (!matchFile(base, changed, createBuildContext({ goarch: target.goarch })).included) return undefined;
  // A file with the host's system call numbers in it serves no other GOARCH.
  const numbers = translateNumbers(text, host.goarch, target.goarch, abi);
  if (numbers.text !== text) return undefined;
  const title = t('Build {0} for {1} too', base, target.goarch);
  const fix: Fix = { title, safe: numbers.doubtful.length === 0, edits };
  return tried(fix, { path, text: changed }, path, context);
}

function newFiles(declaredIn: string, text: string, context: RuleContext): readonly Option[] {
  const { target, files, abi, t } = context;
  const path = newPath(declaredIn, target.goarch);
  if (files.readText(path) !== undefined) return [];
  return sourcesOf(declaredIn, text, context).flatMap((source) => {
    const numbers = translateNumbers(source.text, source.goarch, target.goarch, abi);
    const content = withConstraint(numbers.text, path, declaredIn, context);
    const edit: Edit = { file: path, line: 1, column: 1, endLine: 1, endColumn: 1, newText: content };
    const title = t('Create {0} like {1}', baseName(path), baseName(source.path));
    const fix: Fix = { title, safe: numbers.doubtful.length === 0, edits: [edit] };
    return tried(fix, { path, text: content }, declaredIn, context) ?? [];
  });
}

/**
 * The fix where it leaves nothing to complain of in its file; never safe where it cannot be tried.
 *
 * @param declaredIn the host's file, which may be the changed one
 */
function tried(fix: Fix, changed: ChangedFile, declaredIn: string, context: RuleContext): Option | undefined {
  const host = changed.path === declaredIn;
  const trial = tryFix(folderOf(changed.path), [changed], context, () => ({ host, target: true }));
  if (!trial) return { fix: { ...fix, safe: false }, declared: undefined, left: 0 };
  const works =
    trial.viewsHold &&
    trial.redeclared.length === 0 &&
    trial.facts.every((fact) => fileOfFact(fact) !== changed.path);
  const left = trial.facts.filter(
    (fact) => fact.kind === 'undefined' && fact.declaredIn.includes(declaredIn),
  ).length;
  return works ? { fix, declared: trial.declared, left } : undefined;
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
export function newPath(declaredIn: string, goarch: Goarch): string {
  const [, stem = '', test = '', extension = ''] = /^(.*?)(_test)?(\.go|\.s)$/.exec(declaredIn) ?? [];
  const last = stem.slice(stem.lastIndexOf('_') + 1);
  const bare = knownArch.has(last) ? stem.slice(0, -last.length - 1) : stem;
  return `${bare}_${family(goarch)?.name ?? goarch}${test}${extension}`;
}

/** The GOARCHs of both byte orders that one file serves, as Go's own tree has it; undefined where each has its own. */
export function family(
  goarch: Goarch,
): { readonly name: string; readonly tags: readonly string[] } | undefined {
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

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
