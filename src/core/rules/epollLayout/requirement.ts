import { parseModFile } from '../../go/goMod';
import { baseName, joinPath, parentOf } from '../../go/paths';
import type { Finding, Fix } from '../../types';
import type { RuleContext, TextFile } from '../rule';
import { epollFixedInSys, fixedSys, sysWasWrong } from './kernelEvent';

const sysPath = 'golang.org/x/sys';

/** Whether a file may name the version of golang.org/x/sys that a tree uses; what a vendored module asks for decides nothing. */
export function isRequirementFile(path: string): boolean {
  if (/(?:^|\/)vendor\//.test(path)) return false;
  return ['go.mod', 'vendor.conf', 'Gopkg.lock', 'Godeps.json', 'glide.lock'].includes(baseName(path));
}

/** What a rule says of a requirement of golang.org/x/sys whose EpollEvent is wrong on the target. */
export function requirementFindings(file: TextFile, context: RuleContext, rule: string): readonly Finding[] {
  if (!sysWasWrong(context.target.goarch) || !file.text.includes(sysPath)) return [];
  return baseName(file.path) === 'go.mod'
    ? ofModule(file, context, rule)
    : ofVendoredCopy(file, context, rule);
}

/** go.mod: the version that the build uses, which may be newer than what this file asks for. */
function ofModule({ path, text }: TextFile, context: RuleContext, rule: string): readonly Finding[] {
  const mod = parseModFile(text);
  const required = mod.requires.find((requirement) => requirement.path === sysPath);
  if (!required) return [];
  const replaced = mod.replaces.find(
    ({ path: from, version }) => from === sysPath && (version === undefined || version === required.version),
  );
  if (replaced && replaced.by !== sysPath) return [];
  const version = replaced?.byVersion ?? required.version;
  if (epollFixedInSys(version) !== false) return [];
  const used = replaced ? version : (usedVersion(path, context) ?? version);
  if (epollFixedInSys(used) !== false) return [];
  // Since 1.17 go.mod names the versions that are used; before, another module may have asked for a newer one.
  const minor = Number(/^1\.(\d+)/.exec(mod.go ?? '')?.[1] ?? 0);
  const settled = replaced !== undefined || minor >= 17 || usedVersion(path, context) !== undefined;
  const place = placeOfVersion(
    text,
    replaced ? /=>\s*golang\.org\/x\/sys\s+/ : /golang\.org\/x\/sys\s+/,
    version,
  );
  if (!place) return [];
  const fix: Fix = {
    title: context.t('Require {0} {1} (go mod tidy then updates go.sum)', sysPath, fixedSys),
    safe: false,
    edits: [{ file: path, ...place, newText: fixedSys }],
  };
  return [
    {
      rule,
      severity: settled ? 'warning' : 'info',
      certainty: settled ? 'certain' : 'likely',
      file: path,
      ...place,
      message: context.t(
        'EpollEvent of {0} {1} lacks four bytes of padding on {2}: EpollWait returns wrong files',
        sysPath,
        version,
        context.target.goarch,
      ),
      fixes: [fix],
    },
  ];
}

/** The version that vendor/modules.txt or go.sum says the build uses; undefined where neither is there. */
function usedVersion(path: string, { files }: RuleContext): string | undefined {
  const dir = parentOf(path);
  const vendored = files.readText(joinPath(dir, 'vendor/modules.txt'));
  const inVendor = /^# golang\.org\/x\/sys (v\S+)/m.exec(vendored ?? '')?.[1];
  if (inVendor !== undefined) return inVendor;
  const sums = files.readText(joinPath(dir, 'go.sum')) ?? '';
  // Only of versions that are used is the whole module summed, and not go.mod alone.
  const versions = [...sums.matchAll(/^golang\.org\/x\/sys (v[^\s/]+) h1:/gm)].map((match) => match[1] ?? '');
  return versions.find((version) => epollFixedInSys(version) === true) ?? versions.at(-1);
}

/** The other files name commits without a date, so the vendored struct itself is read. */
function ofVendoredCopy({ path, text }: TextFile, context: RuleContext, rule: string): readonly Finding[] {
  const { goarch } = context.target;
  // Godeps.json stands in a folder of its own beside vendor.
  const dir = baseName(path) === 'Godeps.json' ? parentOf(parentOf(path)) : parentOf(path);
  const file = joinPath(dir, `vendor/${sysPath}/unix/ztypes_linux_${goarch}.go`);
  const struct = /\ntype EpollEvent struct \{\n([^}]*)\}/.exec(context.files.readText(file) ?? '')?.[1];
  if (struct === undefined) return [];
  const fields = struct.split('\n').map((line) => line.trim().split(/\s+/)[0] ?? '');
  if (fields[0] !== 'Events' || fields[1] !== 'Fd') return [];
  const place = placeOfVersion(text, /(?=golang\.org\/x\/sys\b)/, sysPath);
  if (!place) return [];
  return [
    {
      rule,
      severity: 'warning',
      certainty: 'certain',
      file: path,
      ...place,
      message: context.t(
        'EpollEvent of the vendored {0} lacks four bytes of padding on {1}: EpollWait returns wrong files; vendor {2} or newer',
        sysPath,
        goarch,
        fixedSys,
      ),
      fixes: [],
    },
  ];
}

/** Where a text stands behind what a pattern matches, on a line that is no comment. */
function placeOfVersion(
  text: string,
  before: RegExp,
  wanted: string,
):
  | { readonly line: number; readonly column: number; readonly endLine: number; readonly endColumn: number }
  | undefined {
  for (const [index, line] of text.split('\n').entries()) {
    const match = /^\s*(?:\/\/|#)/.test(line) ? null : before.exec(line);
    const start = match ? match.index + match[0].length : -1;
    if (start < 0 || !line.startsWith(wanted, start)) continue;
    return { line: index + 1, column: start + 1, endLine: index + 1, endColumn: start + wanted.length + 1 };
  }
  return undefined;
}
