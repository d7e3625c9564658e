import { isYaml } from '../../images/sources/fileNames';
import { LineIndex } from '../../positions';
import type { Finding } from '../../types';
import { appendItem } from '../buildFiles/appendItem';
import type { Rule, RuleContext, TextFile } from '../rule';
import { documentation } from './documentation';
import { selections } from './selections';
import type { Selection } from './selections';

/** Kubernetes manifests whose selectors keep workloads off nodes of the target. */
export const nodeSelector: Rule = {
  id: 'node-selector',
  severity: 'warning',
  documentation,
  wantsFile: (path) =>
    isYaml(path) && !/(?:^|\/)(?:\.[^/]*|testdata|fixtures?|node_modules|third_party|Godeps)\//.test(path),
  fileNeedles: [{ text: 'kubernetes.io/arch', confirm: /nodeSelector|nodeAffinity/ }],
  fromFile: (file, context) => {
    const { host, target } = context;
    const all = selections(file.text);
    const index = new LineIndex(file.text);
    const single = all.filter((selection) => selection.admitted?.length === 1);
    const family = [...new Set(single.flatMap(({ admitted }) => admitted ?? []))];
    const isFamily = family.length > 1 && family.includes(host.goarch);
    const left = all.filter((selection) => {
      if (isFamily && single.includes(selection)) return false;
      return admits(selection, host.goarch) && !admits(selection, target.goarch);
    });
    const [first] = single;
    const ofFamily =
      isFamily && first && !all.some((selection) => admits(selection, target.goarch) && selection.admitted)
        ? [familyFinding(first, family, file, index, context)]
        : [];
    return [...ofFamily, ...left.map((selection) => finding(selection, file, index, context))];
  },
};

function admits({ admitted, refused }: Selection, goarch: string): boolean {
  return (admitted?.includes(goarch) ?? true) && !refused.includes(goarch);
}

function severityOf(path: string): 'info' | 'warning' {
  return /(?:^|\/)(?:tests?|e2e|examples?|samples?)\//.test(path) ? 'info' : 'warning';
}

function finding(
  { place, admitted, lists }: Selection,
  { path, text }: TextFile,
  index: LineIndex,
  { target, t }: RuleContext,
): Finding {
  const edits = lists.flatMap(({ items }) => {
    const last = items.at(-1);
    if (!last) return [];
    const quote = /^["']/.exec(text.slice(last.start, last.end))?.[0] ?? '';
    return appendItem(text, items, last, quote + target.goarch + quote);
  });
  return {
    rule: nodeSelector.id,
    severity: severityOf(path),
    certainty: 'likely',
    file: path,
    ...index.range(place.start, place.end),
    message: admitted
      ? t('This runs only on nodes of {0}, and not on {1}', admitted.join(', '), target.goarch)
      : t('This does not run on nodes of {0}', target.goarch),
    fixes:
      edits.length > 0
        ? [
            {
              title: t('Admit nodes of {0}', target.goarch),
              // The image has to exist for the target.
              safe: false,
              edits: edits.map(({ start, end, newText }) => ({
                file: path,
                ...index.range(start, end),
                newText,
              })),
            },
          ]
        : [],
  };
}

function familyFinding(
  { place }: Selection,
  family: readonly string[],
  { path }: TextFile,
  index: LineIndex,
  { target, t }: RuleContext,
): Finding {
  return {
    rule: nodeSelector.id,
    severity: severityOf(path),
    certainty: 'likely',
    file: path,
    ...index.range(place.start, place.end),
    message: t('There is one of these for each of {0}, and none for {1}', family.join(', '), target.goarch),
    fixes: [],
  };
}
