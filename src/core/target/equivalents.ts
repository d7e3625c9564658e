import type { Translate } from '../l10n';
import type { AbiPackage, AbiTable, AbiTables } from './abi';
import type { MissingName } from './differences';
import { nameRows } from './equivalentNames';
import { findRegister } from './equivalentRegisters';
import type { Goarch } from './targets';

/** Something of the target that takes the place of a name it lacks. */
export interface Equivalent {
  /** A name of `package`; for a field what follows the dot instead: `Epc`, `Regs[29]`, `PC()`. */
  readonly text: string;
  /** Another package than the missing name's where only that one has it. */
  readonly package: AbiPackage;
  /** Whether the host has it too, so that one file can serve both builds. */
  readonly onHost: boolean;
  /** Whether it can stand where the missing name stood, with nothing else changed; it then needs a file per GOARCH unless `onHost`. */
  readonly dropIn: boolean;
  /** Whether it can be assigned to or have its address taken, where the missing name is a field. */
  readonly assignable: boolean;
  /** Whether standing there cannot change what the host does: the host has it, with the same value. */
  readonly safe: boolean;
}

/** What to tell about a name that the target lacks. */
export interface MissingAdvice {
  /** Why it is missing and what to do, translated, without a full stop. */
  readonly reason: string;
  /** Best first; empty where nothing of the target takes its place. */
  readonly equivalents: readonly Equivalent[];
}

/** Advice for a name that `host` has and `target` lacks, from the tables and from the rows of system calls and registers. */
export function adviseMissing(
  abi: AbiTables,
  missing: MissingName,
  host: Goarch,
  target: Goarch,
  t: Translate,
): MissingAdvice {
  if (missing.type !== undefined) return adviseMember(abi, missing, missing.type, host, target, t);
  const elsewhere = inOtherPackage(abi, missing, host, target);
  if (elsewhere !== undefined) {
    return { reason: t('{0} of {1} has it', elsewhere.text, elsewhere.package), equivalents: [elsewhere] };
  }
  const found = missing.kind === 'method' ? undefined : nameRows.get(missing.name);
  if (found === undefined) return { reason: unknownReason(missing.name, target, t), equivalents: [] };
  const onTarget = abi.table(missing.package, target);
  const equivalents = found.use
    .filter((name) => onTarget.has(name))
    .map((name) => nameEquivalent(abi, missing, name, host, found.dropIn.includes(name)));
  const [best] = equivalents;
  if (best === undefined && found.use.length > 0) {
    return { reason: unknownReason(missing.name, target, t), equivalents };
  }
  return { reason: found.reason(t, best?.text ?? '', target), equivalents };
}

function nameEquivalent(
  abi: AbiTables,
  missing: MissingName,
  text: string,
  host: Goarch,
  dropIn: boolean,
  pkg: AbiPackage = missing.package,
): Equivalent {
  const onHost = abi.table(pkg, host).has(text);
  const [value, missingValue] = [
    abi.table(pkg, host).constant(text)?.value,
    abi.table(missing.package, host).constant(missing.name)?.value,
  ];
  const safe = dropIn && onHost && value !== undefined && value === missingValue;
  return { text, package: pkg, onHost, dropIn, assignable: false, safe };
}

/** x/sys/unix declares some constants for GOARCHs where the frozen syscall package never got them. */
function inOtherPackage(
  abi: AbiTables,
  missing: MissingName,
  host: Goarch,
  target: Goarch,
): Equivalent | undefined {
  const pkg = 'golang.org/x/sys/unix';
  if (missing.package === pkg || missing.kind !== 'constant') return undefined;
  if (abi.table(pkg, target).constant(missing.name) === undefined) return undefined;
  return nameEquivalent(abi, missing, missing.name, host, true, pkg);
}

function adviseMember(
  abi: AbiTables,
  missing: MissingName,
  type: string,
  host: Goarch,
  target: Goarch,
  t: Translate,
): MissingAdvice {
  const [onHost, onTarget] = [abi.table(missing.package, host), abi.table(missing.package, target)];
  if (type === 'PtraceRegs' && missing.kind === 'field') {
    const register = findRegister(missing.package, missing.name, target, t);
    if (register === undefined) {
      return { reason: t('{0} has no register with that role', target), equivalents: [] };
    }
    const texts =
      register.programCounter && onTarget.method(type, 'PC') ? ['PC()', register.field] : [register.field];
    return {
      reason: t(
        'each GOARCH has registers of its own; {0} is in {1} on {2}',
        register.role,
        register.field,
        target,
      ),
      equivalents: texts.map((text) => memberEquivalent(onHost, missing.package, type, text)),
    };
  }
  if (
    missing.package === 'syscall' &&
    hasField(abi.table('golang.org/x/sys/unix', target), type, missing.name)
  ) {
    const reason = t(
      'syscall.{0} lacks it on {1}; {0} of golang.org/x/sys/unix has it on both',
      type,
      target,
    );
    return { reason, equivalents: [] };
  }
  return { reason: unknownReason(`${type}.${missing.name}`, target, t), equivalents: [] };
}

function memberEquivalent(onHost: AbiTable, pkg: AbiPackage, type: string, text: string): Equivalent {
  const method = text.endsWith('()');
  const name = text.replace(/[^\w].*$/, '');
  const has = method ? onHost.method(type, name) !== undefined : hasField(onHost, type, name);
  // The only method here is PC, which returns amd64's Rip.
  return { text, package: pkg, onHost: has, dropIn: true, assignable: !method, safe: method && has };
}

function hasField(table: AbiTable, type: string, field: string): boolean {
  return table.struct(type)?.fields.some((candidate) => candidate.name === field) ?? false;
}

function unknownReason(name: string, target: Goarch, t: Translate): string {
  return t('{0} does not exist on linux/{1}', name, target);
}
