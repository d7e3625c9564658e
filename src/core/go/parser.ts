import { Edit, Language, Parser, Tree } from 'web-tree-sitter';
import type { GoParser, SyntaxTree, TextChange } from './syntax';

/**
 * The runtime of web-tree-sitter is one WebAssembly module for the whole
 * process; starting it a second time would take the memory of every live tree
 * away. So this is the one piece of module state in `core/go`.
 */
let started: Promise<void> | undefined;

/**
 * Makes a parser of Go sources.
 *
 * @param runtimeWasm content of `web-tree-sitter.wasm`
 * @param grammarWasm content of `tree-sitter-go.wasm`
 * @throws where either is not what it should be
 */
export async function createGoParser(runtimeWasm: Uint8Array, grammarWasm: Uint8Array): Promise<GoParser> {
  started ??= Parser.init({ wasmBinary: runtimeWasm }).catch((error: unknown) => {
    started = undefined;
    throw error;
  });
  await started;
  const language = await Language.load(grammarWasm);
  return new TreeSitterGoParser(new Parser().setLanguage(language));
}

class TreeSitterGoParser implements GoParser {
  constructor(private readonly parser: Parser) {}

  parse(text: string): SyntaxTree {
    return this.run(text);
  }

  reparse(previous: SyntaxTree, text: string, changes: readonly TextChange[]): SyntaxTree {
    if (!(previous instanceof Tree)) return this.run(text);
    for (const change of changes) previous.edit(new Edit(change));
    const tree = this.run(text, previous);
    previous.delete();
    if (!tree.rootNode.hasError) return tree;
    // Error recovery depends on what could be reused, so a broken file is read
    // anew: the same text has the same tree, however it came about.
    tree.delete();
    return this.run(text);
  }

  private run(text: string, old?: Tree): Tree {
    const tree = this.parser.parse(text, old);
    if (tree === null) throw new Error('the Go grammar is not loaded');
    return tree;
  }
}
