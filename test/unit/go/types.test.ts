import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { argumentsOf } from '../../../src/core/go/typesOfBuiltins';
import { makeTyping, type Typing } from '../../../src/core/go/typing';
import type { SyntaxNode } from '../../../src/core/go/syntax';
import { defaultType, typeKey, type GoType, type Place } from '../../../src/core/go/types';
import { openFixture } from '../support/fixtureTree';
import { runGo, withFiles } from '../support/goBuild';
import { describeWith, goCommands } from '../support/tools';

const path = 'types/types.go';
const module = 'module fixtures\n\ngo 1.18\n';
const text = readFileSync(resolve(__dirname, '../../fixtures/rules', path), 'utf8');

/** Calls `use(expression) // type` of the fixture. */
const call = /^(\t*)use\((.*)\)[ ]*\/\/ (.*)$/;

async function open(source: string): Promise<{ readonly place: Place; readonly typing: Typing }> {
  const { tree, context } = await openFixture({ 'go.mod': module, [path]: source });
  const view = tree.view('types', 'target');
  const file = view?.files[0];
  if (!view || !file) throw new Error('the fixture is not built');
  return { place: { view, file }, typing: makeTyping('target', 'mips64le', tree, context.abi) };
}

function describeFor(type: GoType): string | undefined {
  if (type.kind === 'interface' && type.empty) return 'any';
  return typeKey(type)
    ?.replace(/types:types\./g, '')
    .replace(/types\/types\.go:\d+\./g, '')
    .replace(/func\((.*)\)\((.*)\)$/, 'func($1) $2')
    .replace('func(uint8...)', 'func(...uint8)');
}

describe('local typing', () => {
  let place: Place;
  let typing: Typing;
  beforeAll(async () => {
    ({ place, typing } = await open(text));
  });

  it('gives every expression the type that its comment says', () => {
    const calls = place.file.tree.rootNode
      .descendantsOfType('call_expression')
      .filter((node) => node.childForFieldName('function')?.text === 'use');
    const lines = text.split('\n');
    const found = calls.map((node) => {
      const [argument] = argumentsOf(node);
      const type = argument && defaultType(typing.typeOf(argument, place));
      return `${node.startPosition.row + 1}: ${type ? (describeFor(type) ?? 'unknown') : 'nothing'}`;
    });
    const wanted = lines.flatMap((line, index) => {
      const type = call.exec(line)?.[3];
      return type === undefined ? [] : [`${index + 1}: ${type}`];
    });
    expect(wanted.length).toBeGreaterThan(80);
    expect(found).toEqual(wanted);
  });

  it('ends where declarations refer to themselves, and knows nothing of them', async () => {
    const source =
      'package types\n\nvar a, b = b, a\n\nvar c = f(c)\n\nfunc f(x T) T { return x }\n\ntype T T\n\ntype U struct{ *U }\n\nvar u U\n\nvar d = u.none\n\nvar e = g()()\n\nfunc g() (h func() int16) { return }\n';
    const recursive = await open(source);
    const values = recursive.place.file.tree.rootNode
      .descendantsOfType('expression_list')
      .flatMap((list) => [...list.namedChildren]);
    const types = values.map((node: SyntaxNode) => typeKey(recursive.typing.typeOf(node, recursive.place)));
    const self = 'types:types.T';
    expect(types).toEqual([undefined, undefined, self, self, undefined, 'int16']);
  });
});

describeWith(['go'], 'the types in the comments', () => {
  it('are what the compiler says for mips64le', () => {
    const asserted = text
      .split('\n')
      .map((line) => line.replace(call, '$1is[$3](ptr($2))'))
      .join('\n');
    const helpers = '\nfunc ptr[T any](v T) *T { return &v }\n\nfunc is[T any](*T) {}\n';
    withFiles({ 'go.mod': module, [path]: asserted + helpers }, (dir) => {
      const go = goCommands().at(-1) ?? { version: '', command: 'go', root: '' };
      expect(runGo(go, dir, 'mips64le', ['build', '-gcflags=-e', './...'])).toEqual({
        status: 0,
        output: '',
      });
    });
  }, 120_000);
});
