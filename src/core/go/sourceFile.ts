import { declarationsOf } from './declarations';
import { scanFileHeader, skipSpaceAndComments, type FileHeader, type HeaderImport } from './fileHeader';
import type { SourceFiles } from '../files';
import { readConstraints, type FileConstraints } from './buildConstraints';
import type { Declaration, GoFile, GoImport } from './packages';
import { baseName } from './paths';
import type { GoParser, SyntaxNode, SyntaxTree } from './syntax';
import { changeBetween } from './textChange';

/** What of a file counts before it is parsed; the same for every build. */
export interface SourceHead {
  readonly constraints: FileConstraints;
  /** Of a Go file. */
  readonly header?: FileHeader;
}

/** Whether cgo has to be on for a file with these imports to be built. */
export function importsC(header: FileHeader, isTest: boolean): boolean {
  return !isTest && header.imports.some((spec) => spec.path === 'C');
}

/** Reads a file's head, and all of it where the head ends inside its comments or imports. Undefined where it cannot be read. */
export function readSourceHead(files: SourceFiles, path: string): SourceHead | undefined {
  const head = files.readHead(path);
  if (head === undefined) return undefined;
  const name = baseName(path);
  const first = describeHead(name, head);
  if (first.complete) return first;
  const text = files.readText(path);
  return text === undefined ? undefined : describeHead(name, text);
}

function describeHead(name: string, text: string): SourceHead & { readonly complete: boolean } {
  const constraints = readConstraints(name, text);
  if (!name.endsWith('.go')) {
    return { constraints, complete: skipSpaceAndComments(text, 0) < text.length };
  }
  const header = scanFileHeader(text);
  return { constraints, header, complete: header.complete };
}

/** Parses files on demand and remembers what is alive, oldest use first. */
export class TreeCache {
  private readonly live = new Map<SourceFile, number>();
  private size = 0;
  /** Grows whenever a tree is freed: nodes got before are no longer valid. */
  generation = 0;

  constructor(readonly parser: GoParser) {}

  touch(file: SourceFile, length: number): void {
    this.forget(file);
    this.live.set(file, length);
    this.size += length;
  }

  forget(file: SourceFile): void {
    this.size -= this.live.get(file) ?? 0;
    this.live.delete(file);
  }

  /** Frees the trees that were used longest ago until those left are of at most `limit` characters of source. */
  trim(limit: number): void {
    for (const file of this.live.keys()) {
      if (this.size <= limit) return;
      file.release();
    }
  }
}

/** A Go file of a tree, shared by host and target. */
export class SourceFile implements GoFile {
  readonly packageName: string;
  readonly isTest: boolean;
  private specs: readonly GoImport[] | undefined;
  private content: string | undefined;
  private parsed: SyntaxTree | undefined;
  private declared: readonly Declaration[] | undefined;

  constructor(
    readonly path: string,
    private readonly header: FileHeader,
    private readonly files: SourceFiles,
    private readonly cache: TreeCache,
    private stale?: { readonly text: string; readonly tree: SyntaxTree },
  ) {
    this.packageName = header.packageName ?? '';
    this.isTest = path.endsWith('_test.go');
  }

  get imports(): readonly GoImport[] {
    this.specs ??= this.header.imports.map((spec) => this.importOf(spec));
    return this.specs;
  }

  /** Whether the package uses cgo because of this file; Go knows no cgo in tests. */
  get usesCgo(): boolean {
    return importsC(this.header, this.isTest);
  }

  get text(): string {
    if (this.content === undefined) {
      this.content = this.files.readText(this.path) ?? '';
      this.cache.touch(this, this.content.length);
    }
    return this.content;
  }

  get tree(): SyntaxTree {
    this.parsed ??= this.parse();
    this.cache.touch(this, this.text.length);
    return this.parsed;
  }

  declarations(): readonly Declaration[] {
    this.declared ??= declarationsOf(this);
    return this.declared;
  }

  /** Frees the tree and the text; both come back when they are asked for. */
  release(): void {
    const taken = this.take();
    taken?.tree.delete();
  }

  /** Gives the tree away, so that the file's next version can be parsed from it. */
  take(): { readonly text: string; readonly tree: SyntaxTree } | undefined {
    const taken = this.parsed === undefined ? this.stale : { text: this.text, tree: this.parsed };
    this.content = undefined;
    this.parsed = undefined;
    this.stale = undefined;
    this.declared = undefined;
    this.cache.forget(this);
    this.cache.generation++;
    return taken;
  }

  private parse(): SyntaxTree {
    const { stale, text } = this;
    this.stale = undefined;
    if (stale === undefined) return this.cache.parser.parse(text);
    return this.cache.parser.reparse(stale.tree, text, changeBetween(stale.text, text));
  }

  private importOf(spec: HeaderImport): GoImport {
    const find = (): SyntaxNode => {
      const root = this.tree.rootNode;
      for (let node = root.descendantForIndex(spec.start); node !== null; node = node.parent) {
        if (node.type === 'import_spec') return node;
      }
      return root;
    };
    return {
      path: spec.path,
      ...(spec.alias === undefined ? {} : { alias: spec.alias }),
      get node() {
        return find();
      },
    };
  }
}
