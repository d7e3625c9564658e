import { declarationsOf } from './declarations';
import type { Declaration, PackageView } from './packages';

/** What a package declares for the host's build and lacks for the target's. */
export interface HostOnly {
  /** Package-level names, with the files that declare them. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** Methods as `Type.name`, with the files that declare them. */
  readonly methods: ReadonlyMap<string, readonly string[]>;
  /** The names of those methods. */
  readonly methodNames: ReadonlySet<string>;
}

const nothing: HostOnly = { names: new Map(), methods: new Map(), methodNames: new Set() };
const known = new WeakMap<PackageView, { readonly target: PackageView; readonly found: HostOnly }>();

/**
 * Compares the declarations of both views of a package. Where both build the
 * same files nothing is parsed.
 */
export function hostOnly(host: PackageView, target: PackageView): HostOnly {
  const kept = known.get(host);
  if (kept?.target === target) return kept.found;
  const found = compare(host, target);
  known.set(host, { target, found });
  return found;
}

function compare(host: PackageView, target: PackageView): HostOnly {
  const shared = new Set(target.files.map((file) => file.path));
  const own = host.files.filter((file) => !shared.has(file.path));
  if (own.length === 0) return nothing;
  const names = new Map<string, string[]>();
  const methods = new Map<string, string[]>();
  for (const declaration of own.flatMap(declarationsOf)) {
    if (isOn(target, declaration)) continue;
    const isMethod = declaration.kind === 'method';
    const [map, key] = isMethod
      ? [methods, `${declaration.receiver ?? ''}.${declaration.name}`]
      : [names, declaration.name];
    map.set(key, [...new Set([...(map.get(key) ?? []), declaration.file.path])]);
  }
  const methodNames = new Set([...methods.keys()].map((key) => key.slice(key.lastIndexOf('.') + 1)));
  return { names, methods, methodNames };
}

function isOn(view: PackageView, { kind, name, receiver }: Declaration): boolean {
  if (name === '_' || (kind === 'func' && (name === 'init' || name === 'main'))) return true;
  if (kind !== 'method') return view.lookup(name) !== undefined;
  return receiver === undefined || view.method(receiver, name) !== undefined;
}
