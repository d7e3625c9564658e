import { baseName } from '../../go/paths';
import { isYaml } from '../../images/sources/fileNames';
import { LineIndex } from '../../positions';
import type { Finding } from '../../types';
import { buildFileKind, isShellScript } from '../buildFiles/fileKind';
import { isBaseImageFile } from '../buildFiles/imageFile';
import type { Needle, Rule, RuleContext, TextFile } from '../rule';
import { appendItem } from '../buildFiles/appendItem';
import type { TextEdit } from '../buildFiles/appendItem';
import { bakeLists } from './bakeLists';
import { baseImageLists } from './baseImageLists';
import { dockerfileLists } from './dockerfileLists';
import { documentation } from './documentation';
import { archItems, lackOf, namesTarget } from './judge';
import type { Lack } from './judge';
import { saysAll } from './lists';
import type { Span } from '../buildFiles/appendItem';
import type { ArchitectureList } from './lists';
import { makeLists } from './makeLists';
import { shellLists } from './shellLists';
import { yamlLists } from './yamlLists';

/** The host's names; a list that counts has one of them and that of another 64-bit architecture. */
const needles: readonly Needle[] = ['amd64', 'x86_64'].map((text) => ({
  text,
  confirm: /arm64|aarch64|ppc64|powerpc64|s390x|riscv64|loong/,
}));

/** Lists of architectures in build files that have the others and lack the target. */
export const architectureList: Rule = {
  id: 'architecture-list',
  severity: 'warning',
  documentation,
  wantsFile: (path) => kindOf(path) !== undefined,
  fileNeedles: needles,
  fromFile: (file, context) => {
    const lists = isGenerated(file.text) ? [] : listsOf(file);
    // Where one list has the target, the others are shorter on purpose.
    if (lists.some(({ items }) => namesTarget(archItems(file.text, items), context.target))) return [];
    const index = new LineIndex(file.text);
    return lists.flatMap((list) => {
      // What tests go through is often what they expect.
      if (isOfTests(file.path) && !saysAll(list.name)) return [];
      const lack = lackOf(list, file.text, context.host, context.target);
      return lack ? [finding(list, lack, file, index, context)] : [];
    });
  },
};

type ListFileKind = 'makefile' | 'shell' | 'script' | 'dockerfile' | 'yaml' | 'bake' | 'baseImage';

function kindOf(path: string): ListFileKind | undefined {
  const kind = kindOfAny(path);
  return kind !== undefined && elsewhere.test(path) ? undefined : kind;
}

const elsewhere = /(?:^|\/)(?:third_party|testdata|fixtures?|node_modules|Godeps|_output)\//;

function kindOfAny(path: string): ListFileKind | undefined {
  if (isBaseImageFile(path)) return 'baseImage';
  if (path.endsWith('.hcl') && /bake[\w.-]*\.hcl$/.test(baseName(path))) return 'bake';
  if (path.endsWith('.json') && /bake[\w.-]*\.json$/.test(baseName(path))) return 'yaml';
  if (isBuildYaml(path)) return 'yaml';
  const kind = buildFileKind(path);
  return kind === 'goreleaser' || kind === 'ci' ? 'yaml' : kind;
}

/** YAML files beside goreleaser's and the best known services' that say what is built. */
function isBuildYaml(path: string): boolean {
  if (!isYaml(path)) return false;
  return (
    /(?:^|\/)(?:\.promu[\w-]*|\.ko|cloudbuild[\w-]*|(?:docker-)?compose[\w.-]*|skaffold|\.drone|\.woodpecker)\.ya?ml$/.test(
      path,
    ) ||
    /(?:^|\/)\.(?:github\/actions|semaphore|buildkite|circleci|gitlab|builds|tekton|woodpecker)\/.*\.ya?ml$/.test(
      path,
    )
  );
}

function listsOf({ path, text }: TextFile): readonly ArchitectureList[] {
  switch (kindOf(path)) {
    case 'makefile':
      return makeLists(text);
    case 'shell':
      return shellLists(text, 0);
    case 'script':
      return isShellScript(text) ? shellLists(text, 0) : [];
    case 'dockerfile':
      return dockerfileLists(text);
    case 'yaml':
      return yamlLists(text);
    case 'bake':
      return bakeLists(text);
    case 'baseImage':
      return baseImageLists(text);
    case undefined:
      return [];
  }
}

function isOfTests(path: string): boolean {
  return /(?:^|\/)(?:tests?|e2e)\//.test(path) && !/(?:^|\/)images?\//.test(path);
}

function isGenerated(text: string): boolean {
  return /\b(?:DO NOT EDIT|[Cc]ode generated|[Aa]uto-?generated|[Gg]enerated by)\b/.test(text.slice(0, 1000));
}

function finding(
  list: ArchitectureList,
  lack: Lack,
  { path, text }: TextFile,
  index: LineIndex,
  { target, t }: RuleContext,
): Finding {
  const { name } = list;
  const named = lack.named.join(', ');
  const edits = lack.additions.flatMap(({ behind, newText }) =>
    appendItem(text, list.items, behind, newText),
  );
  const place = placeOf(list, text);
  return {
    rule: architectureList.id,
    severity: saysAll(name) ? 'warning' : 'info',
    certainty: 'likely',
    file: path,
    ...index.range(place.start, place.end),
    message:
      name === ''
        ? t('This list names {0}, and not {1}', named, target.goarch)
        : list.isEntries === true
          ? t('The entries of {0} name {1}, and not {2}', name, named, target.goarch)
          : t('{0} names {1}, and not {2}', name, named, target.goarch),
    fixes:
      edits.length > 0
        ? [
            {
              title: t('Add {0} to the list', lack.additions.map(({ newText }) => newText).join(', ')),
              // Somebody has to provide what the list is used for: base images, machines, downloads.
              safe: false,
              edits: joined(edits).map((edit) => ({
                file: path,
                ...index.range(edit.start, edit.end),
                newText: edit.newText,
              })),
            },
          ]
        : [],
  };
}

/** The items where they are on one line, else the name, else the first item. */
function placeOf({ items, nameSpan }: ArchitectureList, text: string): Span {
  const [first] = items;
  const last = items.at(-1);
  if (!first || !last) return { start: 0, end: 0 };
  const all = { start: first.start, end: last.end };
  return text.slice(all.start, all.end).includes('\n') ? (nameSpan ?? first) : all;
}

/** Edits at the same place become one, in their order. */
function joined(edits: readonly TextEdit[]): readonly TextEdit[] {
  const byStart = new Map<number, TextEdit>();
  for (const edit of edits) {
    const before = byStart.get(edit.start);
    byStart.set(edit.start, before ? { ...before, newText: before.newText + edit.newText } : edit);
  }
  return [...byStart.values()].sort((a, b) => a.start - b.start);
}
