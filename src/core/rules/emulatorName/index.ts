import { LineIndex } from '../../positions';
import type { Finding } from '../../types';
import { buildFileKind } from '../buildFiles/fileKind';
import type { Rule, RuleContext, TextFile } from '../rule';
import { documentation } from './documentation';

/** Tables of QEMU's names that give the target the emulator of another architecture. */
export const emulatorName: Rule = {
  id: 'emulator-name',
  severity: 'warning',
  documentation,
  wantsFile: (path) =>
    ['shell', 'script', 'makefile'].includes(buildFileKind(path) ?? '') &&
    !/(?:^|\/)(?:testdata|third_party|node_modules|Godeps)\//.test(path),
  fileNeedles: [{ text: 'QEMU', confirm: /mips/ }],
  fromFile: (file, context) => {
    const index = new LineIndex(file.text);
    return entries(file.text, context.target.goarch)
      .filter(({ name }) => name !== context.target.qemu && /^(?:mips|mipsel|mips64|mips64el)$/.test(name))
      .map((entry) => finding(entry, file, index, context));
  },
};

interface Entry {
  readonly name: string;
  readonly start: number;
}

/** What tables called after QEMU say of an architecture: `QEMUARCHS["mips64le"]="…"`, `QEMUARCHS=( ["mips64le"]="…" )`. */
function entries(text: string, goarch: string): readonly Entry[] {
  const pair = `\\[["']?${goarch}["']?\\]=["']?([\\w-]+)`;
  const single = [...text.matchAll(new RegExp(`^[ \\t]*\\w*QEMU\\w*${pair}`, 'gim'))];
  const tables = [...text.matchAll(/\w*QEMU\w*=\(([^()]*)\)/gi)];
  const inTables = tables.flatMap((table) =>
    [...(table[1] ?? '').matchAll(new RegExp(pair, 'g'))].map(({ 0: whole, 1: name = '', index }) => ({
      name,
      start: table.index + table[0].indexOf('(') + 1 + index + whole.length - name.length,
    })),
  );
  return [
    ...single.map(({ 0: whole, 1: name = '', index }) => ({
      name,
      start: index + whole.length - name.length,
    })),
    ...inTables,
  ];
}

function finding(
  { name, start }: Entry,
  { path }: TextFile,
  index: LineIndex,
  { target, t }: RuleContext,
): Finding {
  const place = index.range(start, start + name.length);
  const edit = { file: path, ...place, newText: target.qemu };
  return {
    rule: emulatorName.id,
    severity: 'warning',
    certainty: 'likely',
    file: path,
    ...place,
    message: t('qemu-{0} does not run programs for {1}; qemu-{2} does', name, target.goarch, target.qemu),
    fixes: [{ title: t('Change it to {0}', target.qemu), safe: true, edits: [edit] }],
  };
}
