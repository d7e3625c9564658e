import type { Declaration, ExcludedFile, PackageView, Side } from './packages';
import type { SourceFile, TreeCache } from './sourceFile';

/** What a view is made of; the lists are sorted by name. */
export interface ViewContent {
  readonly side: Side;
  readonly dir: string;
  readonly name: string;
  readonly files: readonly SourceFile[];
  readonly otherFiles: readonly string[];
  readonly excluded: readonly ExcludedFile[];
}

interface Index {
  readonly generation: number;
  readonly all: readonly Declaration[];
  readonly byName: ReadonlyMap<string, Declaration>;
  readonly methods: ReadonlyMap<string, Declaration>;
}

/** Names that Go declares itself and that hardly any package declares anew. */
const predeclared: ReadonlySet<string> = new Set(
  (
    'any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string ' +
    'uint uint8 uint16 uint32 uint64 uintptr true false iota nil append cap clear close complex copy delete imag ' +
    'len make max min new panic print println real recover'
  ).split(' '),
);

/** Go cannot refer to `_` nor to `init`. */
function cannotBeReferredTo(name: string): boolean {
  return name === '_' || name === 'init' || name === '';
}

/** Whether a text has a line that begins with what `before` matches and then the name, or more letters. */
function mayDeclare(text: string, name: string, before: RegExp): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    if (before.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at))) return true;
  }
  return false;
}

/** A package under one build; its declarations are looked up again after trees were freed. */
export class FolderPackageView implements PackageView {
  readonly side: Side;
  readonly dir: string;
  readonly name: string;
  readonly files: readonly SourceFile[];
  readonly otherFiles: readonly string[];
  readonly excluded: readonly ExcludedFile[];
  private index: Index | undefined;
  private found = { generation: -1, byKey: new Map<string, Declaration | undefined>() };

  constructor(
    content: ViewContent,
    private readonly cache: TreeCache,
  ) {
    this.side = content.side;
    this.dir = content.dir;
    this.name = content.name;
    this.files = content.files;
    this.otherFiles = content.otherFiles;
    this.excluded = content.excluded;
  }

  declarations(): readonly Declaration[] {
    return this.indexed().all;
  }

  lookup(name: string): Declaration | undefined {
    if (this.index?.generation === this.cache.generation) return this.index.byName.get(name);
    if (cannotBeReferredTo(name)) return undefined;
    return this.remembered(name, () => {
      // Parsing is dear, and nearly every name stands at the start of the line that declares it.
      const found = this.firstIn(
        name,
        /^(?:(?:func|type|var|const)\b)?[ \t]*$/,
        (one) => one.kind !== 'method' && one.name === name,
      );
      if (found || predeclared.has(name)) return found;
      return this.files.some((file) => file.text.includes(name))
        ? this.indexed().byName.get(name)
        : undefined;
    });
  }

  method(type: string, name: string): Declaration | undefined {
    const key = `${type}.${name}`;
    if (this.index?.generation === this.cache.generation) return this.index.methods.get(key);
    return this.remembered(key, () =>
      this.firstIn(
        name,
        new RegExp(`^func[ \\t]*\\([^)]*\\b${type}\\b[^)]*\\)[ \\t]*$`, 'u'),
        (one) => one.kind === 'method' && one.name === name && one.receiver === type,
      ),
    );
  }

  /** What was found before by a name, or by `Type.method`: expressions ask for the same few again and again. */
  private remembered(key: string, find: () => Declaration | undefined): Declaration | undefined {
    if (this.found.generation !== this.cache.generation) {
      this.found = { generation: this.cache.generation, byKey: new Map() };
    }
    const { byKey } = this.found;
    if (byKey.has(key)) return byKey.get(key);
    const found = find();
    byKey.set(key, found);
    return found;
  }

  /** The first declaration that is wanted, looked for only in files with a line that has `before` in front of the name. */
  private firstIn(
    name: string,
    before: RegExp,
    wanted: (one: Declaration) => boolean,
  ): Declaration | undefined {
    for (const file of this.files) {
      const found = mayDeclare(file.text, name, before) ? file.declarations().find(wanted) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  private indexed(): Index {
    if (this.index?.generation === this.cache.generation) return this.index;
    const all = this.files.flatMap((file) => file.declarations());
    const byName = new Map<string, Declaration>();
    const methods = new Map<string, Declaration>();
    for (const declaration of all) {
      const { kind, name, receiver } = declaration;
      // Of a name declared twice the first counts.
      if (cannotBeReferredTo(name)) continue;
      const [map, key] = kind === 'method' ? [methods, `${receiver ?? ''}.${name}`] : [byName, name];
      if (!map.has(key)) map.set(key, declaration);
    }
    this.index = { generation: this.cache.generation, all, byName, methods };
    return this.index;
  }
}
