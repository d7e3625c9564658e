import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import ts from 'typescript';

const src = resolve(__dirname, '../../src');

/** What each layer may import of ours; a layer may always import itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  node: ['core'],
  cli: ['core', 'node'],
  vscode: ['core', 'node', 'webview/protocol'],
  webview: ['core'],
  extension: ['core', 'node', 'vscode'],
};

/** Inside core: what each folder may import beside the shared files at core's top. */
const allowedInCore: Readonly<Record<string, readonly string[]>> = {
  '': [],
  target: [],
  go: ['target'],
  c: ['target'],
  shell: [],
  rules: ['target', 'go', 'c', 'shell', 'images'],
  scan: ['target', 'go', 'rules'],
  fix: [],
  manifest: ['target', 'images'],
  images: ['target', 'shell', 'go', 'fix'],
  patches: ['go', 'manifest', 'fix', 'plan'],
  conformance: [],
  plan: ['target', 'manifest', 'images'],
  report: [],
};

/** npm packages that core may use: pure ones, and `sarif`, which is types alone. `web-tree-sitter` only in the one file that wraps it. */
const corePackages = new Set(['yaml', 'dockerfile-ast', 'diff', 'sarif']);

interface Import {
  readonly file: string;
  readonly specifier: string;
}

function sourceFiles(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return entry.name === 'gocheck' ? [] : sourceFiles(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** Every import of a file, type-only ones and `import()` types included. */
function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const specifier =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : ts.isCallExpression(node) &&
              (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
                (ts.isIdentifier(node.expression) && node.expression.text === 'require'))
            ? node.arguments[0]
            : undefined;
    if (specifier && ts.isStringLiteral(specifier)) found.push({ file, specifier: specifier.text });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

/** The reason an import breaks the rules, or undefined where it keeps them. */
function violation({ file, specifier }: Import): string | undefined {
  const from = relative(src, file);
  const layer = (from.split('/')[0] ?? '').replace(/\.ts$/, '');
  if (!specifier.startsWith('.')) {
    if (specifier === '@vscode/webview-ui-toolkit') {
      return from === 'webview/toolbar.ts' ? undefined : 'only webview/toolbar.ts knows the toolkit';
    }
    if (layer === 'webview') {
      return specifier === '@dagrejs/dagre' ? undefined : `a webview has no ${specifier}`;
    }
    if (specifier === 'vscode') {
      return layer === 'vscode' || layer === 'extension' ? undefined : 'only src/vscode may import vscode';
    }
    if (layer !== 'core') return undefined;
    const name = specifier.replace(/^node:/, '');
    if (builtinModules.includes(name.split('/')[0] ?? '')) return 'core does no I/O of its own';
    if (specifier === 'web-tree-sitter') {
      return from === 'core/go/parser.ts' ? undefined : 'only core/go/parser.ts imports web-tree-sitter';
    }
    return corePackages.has(specifier) ? undefined : `core may not import the package ${specifier}`;
  }
  const to = relative(src, resolve(dirname(file), specifier));
  if (to === '../package.json')
    return layer === 'cli' ? undefined : 'only the command line reads its version';
  const toLayer = to.split('/')[0] ?? '';
  if (toLayer !== layer) {
    const ok = (allowed[layer] ?? []).some((target) => to === target || to.startsWith(`${target}/`));
    return ok ? undefined : `${layer} may not import ${to}`;
  }
  if (layer === 'core') {
    const folder = folderInCore(from);
    const toFolder = folderInCore(to);
    if (folder === toFolder || toFolder === '') return undefined;
    return (allowedInCore[folder] ?? []).includes(toFolder)
      ? undefined
      : `core/${folder} may not import ${to}`;
  }
  if (layer === 'vscode') {
    const [feature, toFeature] = [from, to].map((path) =>
      path.split('/').length > 2 ? path.split('/')[1] : '',
    );
    if (feature && toFeature && feature !== toFeature) return 'features meet in core or through command ids';
  }
  return undefined;
}

function folderInCore(path: string): string {
  const parts = path.split('/');
  return parts.length > 2 ? (parts[1] ?? '') : '';
}

describe('imports between layers', () => {
  it('keep the rules in every source file', () => {
    const files = sourceFiles(src);
    expect(files.length).toBeGreaterThan(10);
    const broken = files
      .flatMap((file) => importsOf(file, readFileSync(file, 'utf8')))
      .map((found) => ({ ...found, reason: violation(found) }))
      .filter((found) => found.reason !== undefined)
      .map((found) => `${relative(src, found.file)}: ${found.specifier}: ${found.reason}`);
    expect(broken).toEqual([]);
  });

  it.each([
    ['core/go/x.ts', "import type { A } from '../rules/rule';", 'core/go may not import'],
    ['core/go/x.ts', "import { readFileSync } from 'node:fs';", 'no I/O'],
    ['core/fix/x.ts', "type A = import('vscode').Uri;", 'only src/vscode'],
    ['node/x.ts', "export { a } from '../cli/main';", 'node may not import'],
    ['cli/x.ts', "const v = await import('../vscode/x');", 'cli may not import'],
    ['vscode/tree/x.ts', "import { b } from '../tasks/y';", 'features meet'],
    ['webview/x.ts', "import { b } from '../node/y';", 'webview may not import'],
    ['webview/x.ts', "import { b } from 'node:fs';", 'a webview has no'],
    ['webview/x.ts', "import type { Button } from '@vscode/webview-ui-toolkit';", 'knows the toolkit'],
    ['vscode/images/x.ts', "import { b } from '../../webview/layout';", 'vscode may not import'],
  ])('are caught when %s says %s', (file, text, reason) => {
    const [first] = importsOf(join(src, file), text);
    expect(first && violation(first)).toContain(reason);
  });

  it('keep the composition root short', () => {
    expect(readFileSync(join(src, 'extension.ts'), 'utf8').split('\n').length).toBeLessThanOrEqual(81);
  });
});
