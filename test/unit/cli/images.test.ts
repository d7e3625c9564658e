import { describe, expect, it } from 'vitest';
import { runCli } from '../support/cli';
import { withFiles } from '../support/goBuild';

interface Listed {
  readonly counts: Readonly<Record<string, number>>;
  readonly images: readonly {
    readonly id: string;
    readonly state: { readonly kind: string };
    readonly demands: readonly unknown[];
    readonly needs: readonly string[];
  }[];
  readonly order: readonly string[];
}

const tree = {
  'images.txt': 'k8s.gcr.io/pause:3.1\nexample.com/app:1\nno image here\n',
  'app/Dockerfile': 'FROM alpine:3.18\nRUN apk add curl\n',
  'mips-port.yaml':
    'version: 1\nimages:\n  lists: [images.txt]\n  build: [{ name: "example.com/app:1", context: app }]\n',
};

describe('mips-port images list and plan', () => {
  it('classify every image of the catalogue, down to scratch, each after what it needs', () => {
    const { code, stderr, stdout } = runCli(['images', 'list', '--catalogue', 'v1.16.2', '--format', 'json']);
    expect([code, stderr]).toEqual([0, '']);
    const { counts, images, order } = JSON.parse(stdout) as Listed;
    expect(images.filter(({ demands }) => demands.length > 0)).toHaveLength(45);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(images.length);
    expect(images.map(({ id }) => id)).toContain('scratch');
    const place = new Map(order.map((id, at) => [id, at]));
    for (const { id, needs } of images) {
      for (const need of needs)
        expect(place.get(need), `${need} before ${id}`).toBeLessThan(place.get(id) ?? -1);
    }
  });

  it('say why a registry gave no answer, of an image and of what stands for one', () => {
    const files = {
      'images.txt': '127.0.0.1:1/team/app:1\nquay.io/team/base:1\n',
      'mips-port.yaml':
        'version: 1\nimages: { lists: [images.txt] }\nbases: { "quay.io/team/base:1": { use: image, image: "127.0.0.1:1/own/base:1" } }\n',
    };
    withFiles(files, (dir) => {
      const why = /^127\.0\.0\.1:1 cannot be reached: /;
      const { stdout } = runCli(['images', 'list', dir, '--ask', '--format', 'json']);
      const { images } = JSON.parse(stdout) as { images: readonly { id: string; reason: string | null }[] };
      expect(images.map(({ id }) => id)).toEqual(['127.0.0.1:1/team/app:1', 'quay.io/team/base:1']);
      for (const { reason } of images) expect(reason).toMatch(why);
      const text = runCli(['images', 'list', dir, '--ask']);
      expect(text.stdout).toContain(
        `no Dockerfile of it is known, and its registry gave no answer: ${images[0]?.reason ?? ''}\n`,
      );
      const unasked: unknown = JSON.parse(runCli(['images', 'list', dir, '--format', 'json']).stdout);
      expect(unasked).toMatchObject({ images: [{ reason: null }, { reason: null }] });
    });
  }, 30_000);

  it('say where a list names no image, why an image is not built, and what was meant', () => {
    withFiles(tree, (dir) => {
      const listed = runCli(['images', 'list', dir]);
      expect(listed.stderr).toBe('images.txt:3:1: this line is no image reference\n');
      expect(listed.stdout).toContain(
        'needs conversion (1)\n  * example.com/app:1  it calls apk; alpine:3.18 has no port (Alpine)\n',
      );
      const plan = runCli(['images', 'plan', dir]);
      expect(plan.code).toBe(0);
      expect(plan.stdout).toContain('  k8s.gcr.io/pause:3.1: buildable\n');
      const wrong = runCli(['images', 'plan', dir, '--image', 'example.com/ap:1']);
      expect([wrong.code, wrong.stderr.split('\n').at(-2)]).toEqual([
        2,
        'mips-port: example.com/ap:1 is not among the images of this workspace; did you mean example.com/app:1?',
      ]);
      expect(runCli(['images', 'build', dir, '--engine', 'buildah']).stderr).toContain(
        'there is nothing to build; "mips-port images plan" says why',
      );
    });
  });
});
