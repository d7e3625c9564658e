import { describe, expect, it } from 'vitest';
import { imagesOfRelease } from '../../../src/core/images/catalogue/catalogue';
import { buildGraph } from '../../../src/core/images/graph';
import { layout, type Layout } from '../../../src/webview/layout';
import type { Picture, PictureEdge } from '../../../src/webview/protocol';
import { Relations } from '../../../src/webview/relations';

/** As wide as letters of twelve pixels are. */
const measure = (label: string): number => 6.7 * label.length;
const space = { width: 1200, height: 700 };

function pictureWith(ids: readonly string[], edges: readonly PictureEdge[]): Picture {
  const nodes = ids.map((id) => ({ id, label: id, state: 'buildable', description: '', wanted: true }));
  return { title: '', nodes, edges, states: {}, texts: {} } as unknown as Picture;
}

function ofRelease(): Picture {
  const demands = (imagesOfRelease('v1.16.2') ?? []).map(({ reference }) => ({ reference }));
  const { nodes } = buildGraph(demands, []);
  const edges = [...nodes.values()].flatMap(({ id, needs }) =>
    needs.map((base) => ({ base, image: id, build: false })),
  );
  return pictureWith([...nodes.keys()], edges);
}

function overlaps({ nodes }: Layout): readonly string[] {
  return nodes.flatMap((a, index) =>
    nodes
      .slice(index + 1)
      .filter(
        (b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
      )
      .map((b) => `${a.node.id} over ${b.node.id}`),
  );
}

describe('the layout of images', () => {
  it('places every image of a release once, apart from the others, and bases on the left', () => {
    const picture = ofRelease();
    const placed = layout(picture, { measure, space });
    expect(placed.nodes.map(({ node }) => node.id).sort()).toEqual(picture.nodes.map(({ id }) => id).sort());
    expect(placed.nodes.length).toBeGreaterThan(55);
    expect(overlaps(placed)).toEqual([]);
    const at = new Map(placed.nodes.map((node) => [node.node.id, node]));
    for (const { base, image } of picture.edges) {
      expect((at.get(base)?.x ?? 0) + (at.get(base)?.width ?? 0)).toBeLessThan(at.get(image)?.x ?? 0);
    }
    expect(Math.min(space.width / placed.width, space.height / placed.height)).toBeGreaterThan(0.7);
  });

  it('spreads the images of one base over columns', () => {
    const ids = Array.from({ length: 60 }, (_, index) => `image-${index}`);
    const edges = ids.map((image) => ({ base: 'root', image, build: false }));
    const placed = layout(pictureWith(['root', ...ids], edges), { measure, space });
    expect(overlaps(placed)).toEqual([]);
    expect(placed.width / placed.height).toBeGreaterThan(0.6);
  });

  it('takes images that need each other, and none at all', () => {
    const edges = [
      { base: 'a', image: 'b', build: false },
      { base: 'b', image: 'a', build: false },
      { base: 'c', image: 'c', build: false },
    ];
    const placed = layout(pictureWith(['a', 'b', 'c'], edges), { measure, space });
    expect(placed.nodes.length).toBe(3);
    expect(overlaps(placed)).toEqual([]);
    expect(layout(pictureWith([], []), { measure, space }).nodes).toEqual([]);
  });
});

describe('what stands on what', () => {
  const relations = new Relations([
    { base: 'root', image: 'a', build: false },
    { base: 'a', image: 'b', build: false },
    { base: 'b', image: 'a', build: false },
    { base: 'root', image: 'other', build: true },
  ]);

  it('is a chain up and down, without what only shares a base', () => {
    expect([...relations.chain('a')].sort()).toEqual(['a', 'b', 'root']);
    expect([...relations.chain('root')].sort()).toEqual(['a', 'b', 'other', 'root']);
  });
});
