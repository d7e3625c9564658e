import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { nodeSelector } from '../../../../src/core/rules/nodeSelector';
import { findIn, fixed } from '../../support/ruleContext';

const path = 'deploy/manifest.yaml';

function messages(text: string, file = path): string[] {
  return findIn(nodeSelector, file, { [file]: text }).map(({ message }) => message);
}

function fix(text: string): string {
  return fixed(path, text, findIn(nodeSelector, path, { [path]: text }));
}

/** A DaemonSet with this as its pod's specification. */
function daemonSet(spec: string, name = 'agent'): string {
  const indented = spec.replace(/^(?=.)/gm, '      ');
  return `apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: ${name}\nspec:\n  template:\n    spec:\n${indented}`;
}

/** A required affinity with these terms. */
function affinity(terms: string, how = 'requiredDuringSchedulingIgnoredDuringExecution'): string {
  const indented = terms.replace(/^(?=.)/gm, '      ');
  return daemonSet(`affinity:\n  nodeAffinity:\n    ${how}:\n      nodeSelectorTerms:\n${indented}`);
}

const term = (values: string, operator = 'In'): string =>
  `- matchExpressions:\n  - key: kubernetes.io/arch\n    operator: ${operator}\n    values: ${values}\n`;

describe('node-selector admits the target in a list', () => {
  it.each([
    ['[amd64, arm64]', '[amd64, arm64, mips64le]'],
    ['["amd64", "arm64"] # the two', '["amd64", "arm64", "mips64le"] # the two'],
    ['[amd64]', '[amd64, mips64le]'],
    ['["amd64"]', '["amd64", "mips64le"]'],
    ['\n    - amd64\n    - arm64 # newest', '\n    - amd64\n    - arm64 # newest\n    - mips64le'],
    ['\n    - amd64', '\n    - amd64\n    - mips64le'],
    [
      "\n      - 'amd64'\n      # a comment\n      - 's390x'",
      "\n      - 'amd64'\n      # a comment\n      - 's390x'\n      - 'mips64le'",
    ],
  ])('%j', (before, after) => {
    const text = affinity(term(before));
    expect(messages(text)).toHaveLength(1);
    const mended = fix(text);
    expect(mended).toBe(affinity(term(after)));
    expect(parseAllDocuments(mended).flatMap((document) => document.errors)).toEqual([]);
    expect(messages(mended)).toEqual([]);
  });

  it('in one of several documents', () => {
    const other = 'kind: ConfigMap\ndata:\n  a: b\n';
    const text = `${other}---\n${affinity(term('[amd64, ppc64le]'))}---\n${other}`;
    expect(fix(text)).toBe(`${other}---\n${affinity(term('[amd64, ppc64le, mips64le]'))}---\n${other}`);
  });
});

describe('node-selector tells', () => {
  it.each<[string, string, string]>([
    [
      'of a selector',
      daemonSet('nodeSelector:\n  kubernetes.io/os: linux\n  beta.kubernetes.io/arch: amd64\n'),
      'This runs only on nodes of amd64, and not on mips64le',
    ],
    ['of a refusal', affinity(term('[arm, mips64le]', 'NotIn')), 'This does not run on nodes of mips64le'],
    [
      'of a family by architecture, once',
      ['amd64', 'arm64', 's390x']
        .map((arch) => daemonSet(`nodeSelector:\n  kubernetes.io/arch: ${arch}\n`, `agent-${arch}`))
        .join('---\n'),
      'There is one of these for each of amd64, arm64, s390x, and none for mips64le',
    ],
    [
      'of terms for different nodes',
      affinity(
        `${term('[amd64]')}  - {key: a, operator: Exists}\n${term('[arm64]')}  - {key: b, operator: Exists}\n`,
      ),
      'This runs only on nodes of amd64, arm64, and not on mips64le',
    ],
  ])('%s', (_, text, message) => {
    expect(messages(text)).toEqual([message]);
    expect(fix(text)).toBe(text);
  });
});

describe('node-selector is silent about', () => {
  it.each<[string, string]>([
    ['a list with the target', affinity(term('[amd64, mips64le]'))],
    ['a preference', affinity(term('[amd64]'), 'preferredDuringSchedulingIgnoredDuringExecution')],
    [
      'a term that admits all',
      affinity(`${term('[amd64]')}- matchExpressions:\n  - {key: a, operator: Exists}\n`),
    ],
    ['a term that admits the target', affinity(term('[amd64]') + term('[mips64le]'))],
    ['a refusal of others', affinity(term('[arm, s390x]', 'NotIn'))],
    ['what leaves out the host too', daemonSet('nodeSelector:\n  kubernetes.io/arch: arm64\n')],
    [
      'a family with the target',
      ['amd64', 'arm64', 'mips64le']
        .map((arch) => daemonSet(`nodeSelector:\n  kubernetes.io/arch: ${arch}\n`, arch))
        .join('---\n'),
    ],
    ['labels of a node', 'kind: Node\nmetadata:\n  labels:\n    kubernetes.io/arch: amd64\n# nodeSelector\n'],
    [
      'what an autoscaler requires',
      'kind: NodePool\nspec:\n  nodeSelector: {}\n  requirements:\n  - {key: kubernetes.io/arch, operator: In, values: [amd64]}\n',
    ],
    ['a selector of systems', daemonSet('nodeSelector:\n  kubernetes.io/os: linux\n# kubernetes.io/arch\n')],
    [
      'a template',
      `{{- if .Values.a }}\n${daemonSet('nodeSelector:\n  kubernetes.io/arch: amd64\n')}{{- end }}\n`,
    ],
    ['a comment', daemonSet('hostNetwork: true\n# nodeSelector:\n#   kubernetes.io/arch: amd64\n')],
  ])('%s', (_, text) => {
    expect(messages(text)).toEqual([]);
  });

  it('test data', () => {
    const text = daemonSet('nodeSelector:\n  kubernetes.io/arch: amd64\n');
    expect(messages(text, 'pkg/testdata/a.yaml')).toEqual([]);
    expect(messages(text, 'pkg/a.yaml')).toHaveLength(1);
  });
});
