import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createGoParser } from '../core/go/parser';
import type { GoParser } from '../core/go/syntax';

/**
 * Makes a Go parser of the WebAssembly files that lie beside the bundle, or,
 * where the sources run as they are, of those in node_modules.
 */
export async function loadGoParser(): Promise<GoParser> {
  const runtime = locate('web-tree-sitter.wasm', 'web-tree-sitter/web-tree-sitter.wasm');
  const grammar = locate('tree-sitter-go.wasm', '@vscode/tree-sitter-wasm/wasm/tree-sitter-go.wasm');
  return createGoParser(readFileSync(runtime), readFileSync(grammar));
}

function locate(name: string, inPackage: string): string {
  const beside = join(__dirname, name);
  return existsSync(beside) ? beside : createRequire(__filename).resolve(inPackage);
}
