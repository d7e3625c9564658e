import { describe, expect, it } from 'vitest';
import { english } from '../../../../src/core/l10n';
import {
  rewriteYaml,
  type Rewriting,
  type RewriteRules,
} from '../../../../src/core/images/rewrite/rewriteYaml';

const rules: RewriteRules = {
  registries: { 'k8s.gcr.io': 'reg.local:5000' },
  tags: { '*': '{tag}-mips64le' },
  host: 'amd64',
  target: 'mips64le',
  pullPolicy: true,
};
const rewrite = (text: string, more: Partial<RewriteRules> = {}): Rewriting =>
  rewriteYaml(text, { ...rules, ...more }, english);

/** A rewriting is right where it says what a person's own edits say: the old text with these words in place of those. */
function expectReplaced(text: string, ...words: readonly (readonly [string, string])[]): void {
  let expected = text;
  for (const [before, after] of words) {
    expect(expected).toContain(before);
    expected = expected.replace(before, after);
  }
  expect(rewrite(text).text).toBe(expected);
}

const deployment = `# Who runs this: team A     (spaces on purpose)
apiVersion: apps/v1
kind: Deployment   # a deployment
metadata: { name: "web",   labels: {app: web} }
spec:
  template:
    spec:
      nodeSelector:
        kubernetes.io/arch:   amd64   # ours
        beta.kubernetes.io/arch: "amd64"
      initContainers:
        - {name: init, image: 'k8s.gcr.io/busybox:1.29', imagePullPolicy: Always}
      containers:

      - name: web
        # the image
        image:    "k8s.gcr.io/nginx:1.14"    # old one
        imagePullPolicy:  Always # always
        args: ["--image=k8s.gcr.io/nginx:1.14"]
      - image: k8s.gcr.io/pause:3.1
        name: pause
---
# nothing here
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  pod.yaml: |
    image: k8s.gcr.io/nginx:1.14
  list: "containers"
...
`;

describe('rewriteYaml', () => {
  it('changes values alone and keeps every other byte', () => {
    expectReplaced(
      deployment,
      ['kubernetes.io/arch:   amd64', 'kubernetes.io/arch:   mips64le'],
      ['"amd64"', '"mips64le"'],
      [
        "'k8s.gcr.io/busybox:1.29', imagePullPolicy: Always",
        "'reg.local:5000/busybox:1.29-mips64le', imagePullPolicy: IfNotPresent",
      ],
      ['"k8s.gcr.io/nginx:1.14"', '"reg.local:5000/nginx:1.14-mips64le"'],
      ['imagePullPolicy:  Always # always', 'imagePullPolicy:  IfNotPresent # always'],
      ['image: k8s.gcr.io/pause:3.1', 'image: reg.local:5000/pause:3.1-mips64le'],
    );
    const { changes, problems } = rewrite(deployment);
    expect(problems).toEqual([]);
    expect(changes).toHaveLength(7);
    expect(changes[3]).toEqual({
      kind: 'pull-policy',
      line: 12,
      column: 75,
      before: 'Always',
      after: 'IfNotPresent',
    });
  });

  it('says nothing new the second time', () => {
    const once = rewrite(deployment).text;
    expect(rewrite(once)).toEqual({ text: once, changes: [], problems: [] });
  });

  it.each(['\r\n', '\n'])(
    'keeps line ends (%j), a byte order mark and the lack of a last line end',
    (end) => {
      const text = `\uFEFF${deployment.trimEnd().replaceAll('\n', end)}`;
      const expected = `\uFEFF${rewrite(deployment).text.trimEnd().replaceAll('\n', end)}`;
      expect(rewrite(text).text).toBe(expected);
      expect(expected).not.toBe(text);
    },
  );

  it('adds imagePullPolicy where Kubernetes would pull always', () => {
    const pod = (end: string): string =>
      [
        'kind: Pod',
        'apiVersion: v1',
        'spec:',
        '  containers:',
        '  -   image: app # c',
        '      name: a',
        '',
      ].join(end);
    for (const end of ['\n', '\r\n']) {
      expect(rewrite(pod(end), { tags: {} }).text).toBe(
        pod(end).replace(`# c${end}`, `# c${end}      imagePullPolicy: IfNotPresent${end}`),
      );
    }
    expect(rewrite(pod('\n'), { pullPolicy: false, tags: {} }).changes).toEqual([]);
    const json = '{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"k8s.gcr.io/a:latest"}]}}';
    expect(rewrite(json, { tags: {} }).text).toBe(
      json.replace('k8s.gcr.io/a:latest"', 'reg.local:5000/a:latest", "imagePullPolicy": "IfNotPresent"'),
    );
  });

  it('reads lists, cron jobs and the containers of custom resources', () => {
    expectReplaced(
      `apiVersion: v1
kind: List
items:
- apiVersion: batch/v1beta1
  kind: CronJob
  spec: {jobTemplate: {spec: {template: {spec: {containers: [{image: k8s.gcr.io/a:1}]}}}}}
- apiVersion: example.com/v1
  kind: Thing
  spec:
    image: k8s.gcr.io/b:1
    icon: {image: other/picture}
    parts:
    - podTemplate: {containers: [{name: x, image: k8s.gcr.io/c:1}]}
    volumes: [{name: v, image: {reference: k8s.gcr.io/d:1}}]
`,
      ['k8s.gcr.io/a:1', 'reg.local:5000/a:1-mips64le'],
      ['k8s.gcr.io/b:1', 'reg.local:5000/b:1-mips64le'],
      ['k8s.gcr.io/c:1', 'reg.local:5000/c:1-mips64le'],
      ['k8s.gcr.io/d:1', 'reg.local:5000/d:1-mips64le'],
    );
  });

  it('leaves alone what is no Kubernetes object, and schemas', () => {
    const others = `image: k8s.gcr.io/a:1
containers: [{image: k8s.gcr.io/a:1}]
---
services: {web: {image: k8s.gcr.io/a:1}}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec: {versions: [{schema: {default: {containers: [{image: k8s.gcr.io/a:1}]}}}]}
--- 5
---
- a
`;
    expect(rewrite(others)).toEqual({ text: others, changes: [], problems: [] });
  });

  it('reads node affinity', () => {
    const text = (values: string, operator = 'In'): string => `apiVersion: v1
kind: Pod
spec:
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms:
        - matchExpressions:
          - key: kubernetes.io/arch
            operator: ${operator}
            values: ${values}
          - {key: kubernetes.io/os, operator: In, values: [amd64]}
    podAffinity: {x: {matchExpressions: [{key: kubernetes.io/arch, operator: In, values: [amd64]}]}}
`;
    expect(rewrite(text('[amd64, arm64]')).text).toBe(text('[mips64le, arm64]'));
    expect(rewrite(text('\n            - amd64 # one')).text).toBe(text('\n            - mips64le # one'));
    expect(rewrite(text('[amd64, mips64le]')).changes).toEqual([]);
    expect(rewrite(text('[arm64]')).problems).toMatchObject([
      { kind: 'architecture', severity: 'warning', line: 11, column: 22 },
    ]);
    expect(rewrite(text('[amd64, mips64le]', 'NotIn'))).toMatchObject({
      changes: [],
      problems: [{ kind: 'architecture', message: 'keeps it away from nodes of mips64le' }],
    });
  });

  it('follows aliases and merge keys to their anchors, once', () => {
    const text = `apiVersion: v1
kind: Pod
metadata: {annotations: {used: &img k8s.gcr.io/a:1}}
spec:
  initContainers: [{name: a, image: *img}]
  containers:
  - &base {name: b, image: &two k8s.gcr.io/b:1, imagePullPolicy: Always}
  - <<: *base
    name: c
  - {name: d, image: *two}
`;
    expect(rewrite(text)).toMatchObject({ problems: [] });
    expectReplaced(
      text,
      ['k8s.gcr.io/a:1', 'reg.local:5000/a:1-mips64le'],
      ['k8s.gcr.io/b:1', 'reg.local:5000/b:1-mips64le'],
      ['Always', 'IfNotPresent'],
    );
  });

  it('reports an anchor that means something else too', () => {
    const text = `apiVersion: v1
kind: Pod
spec:
  containers:
  - image: &img k8s.gcr.io/a:1
    args: [*img]
`;
    expect(rewrite(text)).toMatchObject({
      text,
      changes: [],
      problems: [{ kind: 'shared', line: 5, column: 17 }],
    });
  });

  it('ends with aliases that hold themselves', () => {
    const text = 'apiVersion: v1\nkind: Pod\nspec: &s {containers: &c [*s, *c, {<<: *s}], <<: *s}\n';
    expect(rewrite(text).text).toBe(text);
  });

  it('is quick with aliases of aliases', () => {
    const levels = Array.from(
      { length: 30 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(',')}]`,
    );
    const text = `apiVersion: v1\nkind: Pod\nl0: &l0 {containers: [{image: k8s.gcr.io/a:1}]}\n${levels.join('\n')}\n`;
    expect(rewrite(text).changes).toHaveLength(1);
  });

  it('leaves templates alone and says so', () => {
    const pod = (image: string): string =>
      `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    image: ${image}\n`;
    for (const image of ['"{{ .Values.image }}:1"', '{{ .Values.image }}']) {
      expect(rewrite(pod(image))).toMatchObject({
        text: pod(image),
        changes: [],
        problems: [{ kind: 'template', severity: 'info', line: 6, column: 12 }],
      });
    }
    const template = `{{- if .Values.x }}\n${pod('k8s.gcr.io/a:1')}{{- end }}\n`;
    expect(rewrite(template)).toMatchObject({
      text: template,
      problems: [{ kind: 'template', severity: 'warning' }],
    });
  });

  it.each([
    ['a: [1\n---\nkind: Pod\n', 2],
    ['apiVersion: v1\nkind: Pod\nspec:\n\tcontainers: []\n', 4],
    ['apiVersion: v1\nkind: "Pod\n', 3],
    ['apiVersion: v1\nkind: Pod\nx: *nowhere\n', 3],
  ])('says the line of what is no YAML: %j', (text, line) => {
    expect(rewrite(text)).toMatchObject({
      text,
      changes: [],
      problems: [{ kind: 'malformed', severity: 'error', line }],
    });
  });

  it('does not guess at what is written with escapes, pinned or no reference', () => {
    const pod = (image: string): string =>
      `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    image: ${image}\n`;
    const pinned = `k8s.gcr.io/a@sha256:${'0'.repeat(64)}`;
    expect(rewrite(pod(pinned))).toMatchObject({ changes: [], problems: [{ kind: 'pinned' }] });
    expect(rewrite(pod('"k8s.gcr.io\\/a:1"'))).toMatchObject({
      changes: [],
      problems: [{ kind: 'by-hand' }],
    });
    expect(rewrite(pod('"$(id)"'))).toMatchObject({ changes: [], problems: [{ kind: 'invalid' }] });
    expect(rewrite(pod('5'))).toMatchObject({ changes: [], problems: [{ kind: 'invalid' }] });
    expect(rewrite(pod('>-\n      k8s.gcr.io/a:1')).text).toBe(pod('>-\n      reg.local:5000/a:1-mips64le'));
  });
});
