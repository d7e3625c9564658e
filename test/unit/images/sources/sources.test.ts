import { describe, expect, it } from 'vitest';
import { baseImageLine, readBaseImageFile } from '../../../../src/core/images/sources/baseImageFile';
import { readKubernetesYaml } from '../../../../src/core/images/sources/kubernetesYaml';
import { readImageList } from '../../../../src/core/images/sources/list';
import type { SourceReading } from '../../../../src/core/images/sources/listed';
import { readManifestGo } from '../../../../src/core/images/sources/manifestGo';
import { formatReference } from '../../../../src/core/images/reference';
import { english } from '../../../../src/core/l10n';
import { loadGoParser } from '../../../../src/node/goParser';

const names = ({ images }: SourceReading): string[] =>
  images.map(({ reference }) => formatReference(reference));

describe('readImageList', () => {
  it('takes what the tools print and leaves out what they log', () => {
    const reading = readImageList(
      [
        'I1123 17:58:01.000000      19 test_context.go:416] Tolerating taints',
        'time="2019-11-27T04:04:19Z" level=info msg="listing"',
        'docker.io/library/httpd:2.4.38-alpine',
        '',
        '# by hand',
        '  - "k8s.gcr.io/pause:3.1"  # needed by every pod',
        'busybox\r',
      ].join('\n'),
      english,
    );
    expect(names(reading)).toEqual([
      'docker.io/library/httpd:2.4.38-alpine',
      'k8s.gcr.io/pause:3.1',
      'docker.io/library/busybox:latest',
    ]);
    expect(reading.images[1]?.range).toEqual({ line: 6, column: 6, endLine: 6, endColumn: 26 });
    expect(reading.problems).toEqual([]);
  });

  it('tells which line is none', () => {
    const { images, problems } = readImageList('nginx\nrm -rf /\n$(id)\n', english);
    expect(images).toHaveLength(1);
    expect(problems.map(({ range }) => range.line)).toEqual([2, 3]);
  });
});

describe('readBaseImageFile', () => {
  it('reads both forms', () => {
    const lines = readBaseImageFile(
      'amd64=alpine:3.6\nlinux/mips64le=mips64le/busybox\nwindows/amd64/1809=x:1\n',
    );
    expect(lines.map(({ os, arch }) => `${os}/${arch}`)).toEqual([
      'linux/amd64',
      'linux/mips64le',
      'windows/amd64',
    ]);
    expect(baseImageLine(lines, 'mips64le')?.range.line).toBe(2);
    // mips64el is Debian's word, which image-util.sh never looks up.
    expect(baseImageLine(readBaseImageFile('mips64el=x:1\n'), 'mips64le')).toBeUndefined();
  });
});

describe('readManifestGo', async () => {
  const parser = await loadGoParser();
  const read = (text: string, others: readonly string[] = []): SourceReading =>
    readManifestGo(`package image\n${text}`, { parser, t: english, others });

  it('reads the form of 1.14 and later, with registries in fields of a literal', () => {
    const reading = read(`
func initReg() RegistryList {
	registry := RegistryList{E2e: "gcr.io/e2e", Volume: "gcr.io/e2e" + "/volume"}
	return registry
}
var (
	registry = initReg()
	e2e = registry.E2e
	Private = "gcr.io/private"
)
const (
	None = iota
	Agnhost
)
func initImageConfigs() map[int]Config {
	configs := map[int]Config{}
	configs[Agnhost] = Config{e2e, "agnhost", "2.6"}
	configs[Nfs] = Config{registry.Volume, "nfs", "1.0"}
	configs[Secret] = Config{registry: Private, name: "a", version: "1"}
	// configs[Gone] = Config{e2e, "gone", "1"}
	return configs
}`);
    expect(names(reading)).toEqual([
      'gcr.io/e2e/agnhost:2.6',
      'gcr.io/e2e/volume/nfs:1.0',
      'gcr.io/private/a:1',
    ]);
    expect(reading.images.map(({ key }) => key)).toEqual(['Agnhost', 'Nfs', 'Secret']);
    expect(reading.problems).toEqual([]);
    expect(reading.images[0]?.range.line).toBe(18);
  });

  it('reads variables of 1.13 and earlier, and maps written at once', () => {
    const reading = read(`
const gcRegistry = "k8s.gcr.io"
var (
	Pause = ImageConfig{gcRegistry, "pause", "3.1", false}
	Netexec = ImageConfig{e2eRegistry, "netexec", "1.0", true}
)
var all = map[ImageID]Config{Etcd: {gcRegistry, "etcd", "3.3.15"}}`);
    expect(names(reading)).toEqual(['k8s.gcr.io/pause:3.1', 'k8s.gcr.io/etcd:3.3.15']);
    // e2eRegistry is declared nowhere, so nothing is guessed.
    expect(reading.problems.map(({ message }) => message)).toEqual([
      'registry, name or tag of image Netexec cannot be told from this file',
    ]);
  });

  it('keeps a name of a function apart from the same name of the package', () => {
    const reading = read(
      `func (r *RegistryList) v1_16() map[string]Config {
	gc := r.Gc
	configs["Pause"] = Config{gc, "pause", "3.1"}
	return configs
}`,
      ['package image\nconst gc = "k8s.gcr.io"\nfunc f() { r := RegistryList{Gc: gc}; _ = r }\n'],
    );
    expect(names(reading)).toEqual(['k8s.gcr.io/pause:3.1']);
  });

  it('lets a registry list overrule the defaults, and ends on a cycle', () => {
    const text =
      'package image\nvar r = RegistryList{Gc: "k8s.gcr.io"}\nvar a = b\nvar b = a\nvar (\n\tX = Config{r.Gc, "x", "1"}\n\tY = Config{a, "y", "1"}\n)\n';
    const reading = readManifestGo(text, {
      parser,
      t: english,
      registries: new Map([['gc', 'localhost:5000']]),
    });
    expect(names(reading)).toEqual(['localhost:5000/x:1']);
    expect(reading.problems).toHaveLength(1);
  });
});

describe('readKubernetesYaml', () => {
  it('takes the images of containers, wherever the pod is', () => {
    const reading = readKubernetesYaml(
      `# comment
apiVersion: v1
kind: List
items:
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web}
  spec:
    template:
      spec:
        initContainers:
        - {name: init, image: busybox:1.29}
        containers:
        - name: web
          image: "k8s.gcr.io/pause:3.1"
          env: [{name: image, value: not-an-image}]
        volumes:
        - name: m
          image: {reference: quay.io/a/b:1}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: job}
spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: Bad_Name}]}}}}}
---
apiVersion: example.com/v1
kind: Thing
spec: {image: not-a-pod:1}
---
image: values.yaml/of:a-chart
`,
      english,
    );
    expect(names(reading)).toEqual([
      'docker.io/library/busybox:1.29',
      'k8s.gcr.io/pause:3.1',
      'quay.io/a/b:1',
    ]);
    expect(reading.images[1]).toMatchObject({ key: 'List', range: { line: 15, column: 18 } });
    expect(reading.problems).toHaveLength(1);
  });

  it('leaves templates and broken documents alone', () => {
    const broken =
      'apiVersion: v1\nkind: Pod\nspec: {containers: [{image: "{{ .Values.image }}"}]}\n---\na: [\nimage: x\n';
    expect(readKubernetesYaml(broken, english)).toEqual({ images: [], problems: [] });
  });
});
