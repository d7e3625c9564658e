import { beforeAll, describe, expect, it } from 'vitest';
import type { GoParser, SyntaxTree } from '../../../src/core/go/syntax';
import { changeBetween } from '../../../src/core/go/textChange';
import { loadGoParser } from '../../../src/node/goParser';

let parser: GoParser;
beforeAll(async () => {
  parser = await loadGoParser();
});

describe('the Go parser', () => {
  it('counts offsets and columns in UTF-16 code units', () => {
    const text = 'package p\n\nvar s = "héllo, 😀" + name\n';
    const tree = parser.parse(text);
    const name = tree.rootNode.descendantForIndex(text.indexOf('name'));
    expect(name?.text).toBe('name');
    expect(name?.startIndex).toBe(text.indexOf('name'));
    expect(name?.startPosition).toEqual({ row: 2, column: text.split('\n')[2]?.indexOf('name') });
    tree.delete();
  });

  it('reads a byte order mark and CRLF', () => {
    const tree = parser.parse('\ufeffpackage p\r\n\r\nfunc f() {}\r\n');
    expect(tree.rootNode.hasError).toBe(false);
    expect(tree.rootNode.descendantsOfType('function_declaration')).toHaveLength(1);
    tree.delete();
  });

  it('gives a tree with errors for broken text', () => {
    const tree = parser.parse('package p\n\nfunc f( {\n}\n\nfunc g() {}\n');
    expect(tree.rootNode.hasError).toBe(true);
    tree.delete();
  });

  it('parses again after an edit what a fresh parse gives', () => {
    const before = 'package p\n\nfunc f() int {\n\treturn 1\n}\n';
    const after = 'package p\n\nfunc f() int {\n\tif ok {\n\t\treturn 2 // 😀\n\t}\n\treturn 1\n}\n';
    const again = parser.reparse(parser.parse(before), after, changeBetween(before, after));
    const fresh = parser.parse(after);
    expect(
      again.rootNode.descendantsOfType('return_statement').map((node) => [node.text, node.startIndex]),
    ).toEqual(
      fresh.rootNode.descendantsOfType('return_statement').map((node) => [node.text, node.startIndex]),
    );
    again.delete();
    fresh.delete();
  });

  // Found by the fuzz test and made small: `e(``)` is a call, but a conversion
  // where the tree of the text with the open quote is reused for it.
  it.each([
    [
      '{{}\n{{(v)}}}\nfunc(){',
      '`',
      '(func(){\n {}\n\t}):=e(``)(func(g.B){})}\nfunc e(){b.P(func(){for{i.e;{}}})}',
    ],
    [
      'func e(){[]struct{}{{(""),`',
      ', json: `{"obj"',
      '}`,{m(),m(),m(),t(),m(),m(),m()}},{C(""), ``},(func(){})}((n{}))}',
    ],
  ])('reads %j the same after an error in it is mended', (start, error, end) => {
    const [before, after] = [start + error + end, start + end];
    const again = parser.reparse(parser.parse(before), after, changeBetween(before, after));
    const fresh = parser.parse(after);
    const types = (tree: SyntaxTree): string[] => {
      return tree.rootNode
        .descendantsOfType(['call_expression', 'type_conversion_expression'])
        .map((node) => node.type);
    };
    expect(fresh.rootNode.hasError).toBe(false);
    expect(types(again)).toEqual(types(fresh));
    again.delete();
    fresh.delete();
  });
});
