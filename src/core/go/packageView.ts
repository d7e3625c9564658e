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

/** A package under one build; its declarations are looked up again after trees were freed. */
export class FolderPackageView implements PackageView {
  readonly side: Side;
  readonly dir: string;
  readonly name: string;
  readonly files: readonly SourceFile[];
  readonly otherFiles: readonly string[];
  readonly excluded: readonly ExcludedFile[];
  private index: Index | undefined;

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
    return this.indexed().byName.get(name);
  }

  method(type: string, name: string): Declaration | undefined {
    return this.indexed().methods.get(`${type}.${name}`);
  }

  private indexed(): Index {
    if (this.index?.generation === this.cache.generation) return this.index;
    const all = this.files.flatMap((file) => file.declarations());
    const byName = new Map<string, Declaration>();
    const methods = new Map<string, Declaration>();
    for (const declaration of all) {
      const { kind, name, receiver } = declaration;
      // Go cannot refer to `_` nor to `init`; of a name declared twice the first counts.
      if (name === '_' || (kind === 'func' && name === 'init')) continue;
      const [map, key] = kind === 'method' ? [methods, `${receiver ?? ''}.${name}`] : [byName, name];
      if (!map.has(key)) map.set(key, declaration);
    }
    this.index = { generation: this.cache.generation, all, byName, methods };
    return this.index;
  }
}
