/**
 * What a tree says of the modules under its vendor folder: `vendor/modules.txt`
 * as `go mod vendor` writes it, and the lists of the tools before modules.
 *
 * Sources: Go Modules Reference, "Vendoring"; cmd/go/internal/modcmd/vendor.go;
 * LK4D4/vndr and tools/godep, README.
 */
export interface VendoredModule {
  /** The version whose code is there; empty where a folder or another module takes the module's place. */
  readonly version: string;
  /** The version that go.mod asks for; before modules, the commit or tag that the list names. */
  readonly required: string;
  /** Import paths of the packages that are vendored; empty where the list names modules only. */
  readonly packages: readonly string[];
  /** Whether the main module asks for it itself (`## explicit`, since Go 1.14). */
  readonly explicit: boolean;
  /** What go.mod's `replace` puts in its place, where it does. */
  readonly replacedBy?: Replacement;
}

/** The right side of a `replace`: a module with its version, or a folder without one. */
export interface Replacement {
  readonly path: string;
  readonly version?: string;
}

interface Entry {
  version: string;
  required: string;
  packages: string[];
  explicit: boolean;
  replacedBy?: Replacement;
}

/** Reads vendor/modules.txt; of a replaced module it has the version that is used, and no version of a folder. */
export function readModulesTxt(text: string): ReadonlyMap<string, VendoredModule> {
  const found = new Map<string, Entry>();
  let current: Entry | undefined;
  for (const line of text.split('\n')) {
    const head = /^# (\S+)(?: (v\S+))?(?: => (\S+)(?: (v\S+))?)?\s*$/.exec(line);
    if (head) {
      const [, path = '', version, by, byVersion] = head;
      // Lines without a version repeat the replacements at the file's end.
      if (version === undefined) {
        current = undefined;
        continue;
      }
      const used = by === undefined ? version : by === path ? (byVersion ?? '') : '';
      current = { version: used, required: version, packages: [], explicit: false };
      if (by !== undefined) {
        current.replacedBy = { path: by, ...(byVersion === undefined ? {} : { version: byVersion }) };
      }
      found.set(path, current);
    } else if (current && /^[^#\s]/.test(line)) current.packages.push(line.trim());
    else if (current && /^## (?:[^;]*;\s*)*explicit\b/.test(line)) current.explicit = true;
  }
  return found;
}

/** Reads vndr's vendor.conf: a repository, a commit or tag, and sometimes where to clone it from instead. */
export function readVendorConf(text: string): ReadonlyMap<string, VendoredModule> {
  const found = new Map<string, VendoredModule>();
  for (const line of text.split('\n')) {
    const [path = '', version, from] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (version === undefined || !path.includes('.')) continue;
    found.set(path, listed(version, from === undefined ? undefined : { path: from }));
  }
  return found;
}

/**
 * Reads Godeps/Godeps.json, which names packages: each is an entry here, with
 * its commit, or its tag where `Comment` is one (`v1.2.0`, and not
 * `v1.2.0-4-g0123abc`, which is four commits later). Empty where it is no such file.
 */
export function readGodeps(text: string): ReadonlyMap<string, VendoredModule> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new Map();
  }
  const deps = typeof value === 'object' && value !== null && 'Deps' in value ? value.Deps : undefined;
  const found = new Map<string, VendoredModule>();
  for (const entry of Array.isArray(deps) ? (deps as unknown[]) : []) {
    if (typeof entry !== 'object' || entry === null || !('ImportPath' in entry) || !('Rev' in entry))
      continue;
    const { ImportPath: path, Rev: commit } = entry;
    if (typeof path !== 'string' || typeof commit !== 'string') continue;
    const comment = 'Comment' in entry && typeof entry.Comment === 'string' ? entry.Comment : '';
    const tag = /-\d+-g[0-9a-f]+$/.test(comment) ? '' : comment;
    found.set(path, listed(tag === '' ? commit : tag));
  }
  return found;
}

function listed(version: string, replacedBy?: Replacement): VendoredModule {
  return {
    version,
    required: version,
    packages: [],
    explicit: true,
    ...(replacedBy ? { replacedBy } : {}),
  };
}

/** A module of a list, with its path. */
export interface FoundModule {
  readonly path: string;
  readonly module: VendoredModule;
}

/**
 * The module that a file belongs to: the longest listed path that its folder begins with.
 *
 * @param file Relative to the vendor folder, with `/`.
 */
export function moduleOfFile(
  file: string,
  modules: ReadonlyMap<string, VendoredModule>,
): FoundModule | undefined {
  for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1)) {
    const path = file.slice(0, end);
    const module = modules.get(path);
    if (module) return { path, module };
  }
  return undefined;
}
