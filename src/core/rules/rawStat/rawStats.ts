import type { GoFile, PackageView } from '../../go/packages';
import type { SyntaxNode } from '../../go/syntax';
import type { Typing } from '../../go/typing';
import { abiPackage } from '../../go/typesOfPackages';
import type { AbiPackage } from '../../target/abi';
import { pointerIn, rawCallOf, type RawCall } from '../rawCalls';

/** A raw system call that writes the kernel's struct stat into a `Stat_t` of Go's. */
export interface RawStat {
  readonly call: SyntaxNode;
  readonly raw: RawCall;
  /** What points to the `Stat_t`. */
  readonly pointer: SyntaxNode;
  /** Whose `Stat_t` it is. */
  readonly package: AbiPackage;
  readonly file: GoFile;
}

/** Which argument, the number of the call being the first, points to the struct; and the function that does the same on every GOARCH. */
export const statCalls: Readonly<Record<string, { readonly pointer: number; readonly instead: string }>> = {
  SYS_STAT: { pointer: 2, instead: 'Stat' },
  SYS_LSTAT: { pointer: 2, instead: 'Lstat' },
  SYS_FSTAT: { pointer: 2, instead: 'Fstat' },
  SYS_NEWFSTATAT: { pointer: 3, instead: 'Fstatat' },
};

/** The raw stat calls of a file whose struct is typed as one of `syscall`'s or `x/sys/unix`'s. */
export function rawStats(file: GoFile, view: PackageView, typing: Typing): readonly RawStat[] {
  return file.tree.rootNode.descendantsOfType('call_expression').flatMap((call): RawStat[] => {
    const raw = rawCallOf(call);
    const known = raw && Object.hasOwn(statCalls, raw.name) ? statCalls[raw.name] : undefined;
    const argument = known && raw?.args[known.pointer];
    const pointer = argument && pointerIn(argument);
    const type = pointer && typing.underlying(typing.typeOf(pointer, { view, file }));
    if (!raw || !pointer || type?.kind !== 'pointer' || type.elem.kind !== 'named') return [];
    const { home, name } = type.elem;
    if (home.kind !== 'abi' || name !== 'Stat_t' || !abiPackage(home.package)) return [];
    return [{ call, raw, pointer, package: home.package, file }];
  });
}
