import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = resolve(__dirname, '../..');
const bundle = JSON.parse(readFileSync(join(root, 'l10n/bundle.l10n.zh-cn.json'), 'utf8')) as Record<
  string,
  string
>;

/** Calls that hand on a template which another call names as a literal, as `file: call`. */
const passedOn: readonly string[] = [
  // The editor's translator as a `Translate`: these are the adapters, and the templates are at their callers.
  'src/vscode/manifests.ts: vscode.l10n.t(template, ...args)',
  'src/vscode/services.ts: vscode.l10n.t(template, ...args)',
];

interface Call {
  /** `src/cli/io.ts:12`. */
  readonly place: string;
  readonly file: string;
  readonly text: string;
  /** Undefined where the first argument is no literal. */
  readonly template: string | undefined;
}

function sourceFiles(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** The last name of a callee: `t` of `t`, `this.t` and `vscode.l10n.t`. */
function lastName(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  return ts.isPropertyAccessExpression(node) ? node.name.text : undefined;
}

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
}

function nodesOf(source: ts.SourceFile): readonly ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return nodes;
}

function placeOf(node: ts.Node, source: ts.SourceFile): string {
  const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
  return `${relative(root, source.fileName)}:${line + 1}`;
}

const sources = sourceFiles(join(root, 'src')).map((path) => {
  const source = parse(path);
  return { source, nodes: nodesOf(source) };
});

const calls: readonly Call[] = sources.flatMap(({ source, nodes }) =>
  nodes
    .filter((node) => ts.isCallExpression(node))
    .filter(({ expression }) => lastName(expression) === 't')
    .map((call) => {
      const [first] = call.arguments;
      return {
        place: placeOf(call, source),
        file: relative(root, source.fileName),
        text: call.getText(source),
        template: first && ts.isStringLiteralLike(first) ? first.text : undefined,
      };
    }),
);
const templates = new Set(calls.flatMap(({ template }) => template ?? []));

const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\d+\}/g)].map(([name]) => name))].sort();

/** A text without placeholders, spaces and punctuation. */
const words = (text: string): string => text.replace(/\{\d+\}/g, '').replace(/[\s\p{P}]/gu, '');

describe('the texts of the program', () => {
  it('are literals where they are translated, so that they can be collected', () => {
    const others = calls.filter(({ template }) => template === undefined);
    const unknown = others.filter(({ file, text }) => !passedOn.includes(`${file}: ${text}`));
    expect(unknown.map(({ place, text }) => `${place}: ${text}`)).toEqual([]);
    expect(others.map(({ file, text }) => `${file}: ${text}`)).toEqual(expect.arrayContaining([...passedOn]));
  });

  it('go through translators called t, which is how they are collected here', () => {
    const misnamed = sources.flatMap(({ source, nodes }) =>
      nodes
        .filter(
          (node) =>
            ts.isParameter(node) ||
            ts.isPropertySignature(node) ||
            ts.isPropertyDeclaration(node) ||
            ts.isVariableDeclaration(node),
        )
        .filter(({ type }) => type?.getText(source) === 'Translate')
        // It translates nothing, and serves as a default value.
        .filter(({ name }) => !['t', 'english'].includes(name.getText(source)))
        .map((node) => `${placeOf(node, source)}: ${node.name.getText(source)}`),
    );
    expect(misnamed).toEqual([]);
  });

  it('all have a translation', () => {
    const missing = calls.filter(
      ({ template }) => template !== undefined && !Object.hasOwn(bundle, template),
    );
    expect(missing.map(({ place, template }) => `${place}: ${template}`)).toEqual([]);
  });
});

describe('the Chinese translations', () => {
  it('are all of texts that the program has', () => {
    expect(templates.size).toBeGreaterThan(0);
    expect(Object.keys(bundle).filter((template) => !templates.has(template))).toEqual([]);
  });

  it('have the placeholders of their templates', () => {
    const different = Object.entries(bundle).filter(
      ([template, translation]) => placeholders(template).join() !== placeholders(translation).join(),
    );
    expect(different).toEqual([]);
  });

  it('are Chinese, save for texts of placeholders and acronyms, of which only the punctuation may change', () => {
    const wrong = Object.entries(bundle).filter(([template, translation]) =>
      /[a-z]/.test(words(template))
        ? !/\p{Script=Han}/u.test(translation)
        : words(template) !== words(translation),
    );
    expect(wrong).toEqual([]);
  });
});
