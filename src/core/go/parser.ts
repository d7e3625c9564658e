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

  /**
   * Reuses what it can only from a whole tree for a whole tree: which of two
   * readings of an ambiguous expression survives an error nearby depends on
   * what was reused, and the same text must have the same tree, however it
   * came about.
   */
  reparse(previous: SyntaxTree, text: string, changes: readonly TextChange[]): SyntaxTree {
    if (!(previous instanceof Tree)) return this.run(text);
    const reused = previous.rootNode.hasError ? undefined : this.runAgain(previous, text, changes);
    previous.delete();
    if (reused?.rootNode.hasError === false) return reused;
    reused?.delete();
    return this.run(text);
  }

  private runAgain(previous: Tree, text: string, changes: readonly TextChange[]): Tree {
    for (const change of changes) previous.edit(new Edit(change));
    return this.run(text, previous);
  }

  private run(text: string, old?: Tree): Tree {
    const tree = this.parser.parse(text, old);
    if (tree === null) throw new Error('the Go grammar is not loaded');
    return tree;
  }
}
