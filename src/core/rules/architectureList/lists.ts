import type { Span } from '../buildFiles/appendItem';

/** A list of a build file that names architectures. */
export interface ArchitectureList {
  /** The variable or key that holds it; empty where it has none. */
  readonly name: string;
  /** Where the name stands; absent where it has none. */
  readonly nameSpan?: Span;
  /** Its items as written, quotes and all, in the order of the file; those that name no architecture may be left out. */
  readonly items: readonly Span[];
  /** Whether the items are of entries with more in them, as in the `include` of a matrix. */
  readonly isEntries?: boolean;
  /** Whether another item can stand behind one of these; false where an item is more than its name. */
  readonly canAppend: boolean;
}

/** Whether a name says that its list holds every architecture that there is something for. */
export function saysAll(name: string): boolean {
  return (
    /(?:^|[_.-])(?:ALL|SUPPORTED)(?:[_.-]|$)/i.test(name) ||
    /(?:PLATFORMS|ARCH(?:E?S|ITECTURES))(?:$|[_.-])/i.test(name) ||
    /^(?:goarch|BASEIMAGE)$/.test(name)
  );
}

/** Whether a name says that its list leaves out what it names. */
export function isExclusion(name: string): boolean {
  return /exclu|ignore|skip|unsupported|without|omit|except|broken|disable|deny|forbid|block|(?:^|_)(?:no|not|non)(?:_|$)/i.test(
    name,
  );
}
