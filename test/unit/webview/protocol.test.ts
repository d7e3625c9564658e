import { describe, expect, it } from 'vitest';
import { pictureStates, readFromPicture, readToPicture, type Picture } from '../../../src/webview/protocol';

const keys = ['search', 'found', 'zoomIn', 'zoomOut', 'fit', 'export'];
const more = ['standsOn', 'standOnIt', 'nothing', 'keys', 'empty'];
const picture = {
  title: 'Images',
  nodes: [{ id: 'a:1', label: 'a:1', state: 'built', description: 'built', wanted: true }],
  edges: [{ base: 'scratch', image: 'a:1', build: false }],
  states: Object.fromEntries(pictureStates.map((state) => [state, state])),
  texts: Object.fromEntries([...keys, ...more].map((key) => [key, key])),
} as unknown as Picture;

describe('messages of the picture', () => {
  it('are taken where they are whole', () => {
    expect(readFromPicture({ kind: 'ready' })).toEqual({ kind: 'ready' });
    expect(readFromPicture({ kind: 'open', id: 'a:1', more: 1 })).toEqual({ kind: 'open', id: 'a:1' });
    expect(readFromPicture({ kind: 'export', svg: '<svg />' })).toEqual({ kind: 'export', svg: '<svg />' });
  });

  it.each([
    undefined,
    null,
    'ready',
    [],
    { kind: 'open' },
    { kind: 'open', id: 3 },
    { kind: 'export', svg: '<script>' },
    { kind: 'run', id: 'a' },
  ])('are refused where they are %j', (value) => {
    expect(readFromPicture(value)).toBeUndefined();
  });
});

describe('messages to the picture', () => {
  it('are taken where they are whole', () => {
    expect(readToPicture({ kind: 'picture', picture })).toEqual({ kind: 'picture', picture });
    expect(readToPicture({ kind: 'reveal', id: 'a:1' })).toEqual({ kind: 'reveal', id: 'a:1' });
  });

  it.each([
    { ...picture, nodes: [{ ...picture.nodes[0], state: 'odd' }] },
    { ...picture, edges: [{ base: 'a' }] },
    { ...picture, texts: { ...picture.texts, found: undefined } },
    { ...picture, states: {} },
    undefined,
  ])('are refused where a part is missing', (broken) => {
    expect(readToPicture({ kind: 'picture', picture: broken })).toBeUndefined();
  });
});
