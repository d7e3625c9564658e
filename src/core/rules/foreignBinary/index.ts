import { nameSuffix } from '../../go/buildConstraints';
import type { PackageView } from '../../go/packages';
import { baseName, parentOf } from '../../go/paths';
import { knownArch } from '../../go/syslist';
import { LineIndex } from '../../positions';
import { describeMachine, type ElfHeader } from '../../target/elf';
import type { Finding } from '../../types';
import type { Rule, RuleContext } from '../rule';
import { documentation } from './documentation';
import { linkedLibraries } from './linked';
import { elfOf } from './machineOf';
import { userOf } from './users';

/** Committed binaries of the host's machine that the target's build or images use. */
export const foreignBinary: Rule = {
  id: 'foreign-binary',
  severity: 'error',
  documentation,
  needles: [{ text: '#cgo', withCgo: true, confirm: /#cgo[^\n]*LDFLAGS:[^\n]*(?:-L[^/\s]|\.(?:a|o|so)\b)/ }],
  fromPackage: ({ target }, _, context) => libraries(target, context),
  wantsBinary: (path) => isUnboundSyso(path) || isProgramName(path),
  fromBinary: (path, context) => (path.endsWith('.syso') ? syso(path, context) : program(path, context)),
};

function isUnboundSyso(path: string): boolean {
  return path.endsWith('.syso') && !nameSuffix(baseName(path)).some((tag) => knownArch.has(tag));
}

/** Whether a file may be a program by its name: without a suffix, in a folder where programs or images are made. */
function isProgramName(path: string): boolean {
  // Nearly all names end here, and every file of a tree is asked about.
  if (!/^[a-z][\w-]*$/.test(baseName(path))) return false;
  return (
    /(?:^|\/)(?:s?bin|binaries|prebuilt|tools?|dist|rootfs|docker|images?|artifacts?|files|assets)\/(?:.*\/)?[a-z][\w-]*$/.test(
      path,
    ) && !/(?:^|\/)(?:testdata|fixtures?|node_modules)\//.test(path)
  );
}

/** Whether an ELF file is the host's and is of no use to the target. */
function isForeign({ machine, bits, endian }: ElfHeader, { host, target }: RuleContext): boolean {
  const isHosts = machine === host.elfMachine && bits === host.bits && endian === host.endian;
  return isHosts && (machine !== target.elfMachine || bits !== target.bits || endian !== target.endian);
}

function libraries(view: PackageView, context: RuleContext): readonly Finding[] {
  const { t, target, files } = context;
  const found = new Map<string, Finding>();
  for (const { path, file, flag, exact } of linkedLibraries(view, context)) {
    const elf = found.has(path) ? undefined : elfOf(path, files);
    if (!elf || !isForeign(elf, context)) continue;
    const { line } = new LineIndex(file.text).position(flag.start);
    const message = t(
      '{0} holds code for {1}, and {2} links it on {3} too',
      baseName(path),
      describeMachine(elf),
      `${file.path}:${line}`,
      target.goarch,
    );
    found.set(path, finding(path, exact ? 'certain' : 'likely', exact ? 'error' : 'warning', message));
  }
  return [...found.values()];
}

/** The go command links every `.syso` file of a package that its name or no name binds to an architecture. */
function syso(path: string, context: RuleContext): readonly Finding[] {
  const { t, target, host, files, tree } = context;
  const view = tree?.view(parentOf(path), 'target');
  if (view?.otherFiles.includes(path) !== true) return [];
  const elf = elfOf(path, files);
  if (!elf || !isForeign(elf, context)) return [];
  const stem = path.slice(path.lastIndexOf('/') + 1, -'.syso'.length);
  const message = t(
    '{0} holds code for {1}, and Go links it on {2} too; named {3} it is linked only on {4}',
    baseName(path),
    describeMachine(elf),
    target.goarch,
    `${stem}_${host.goarch}.syso`,
    host.goarch,
  );
  return [finding(path, 'certain', 'error', message)];
}

function program(path: string, context: RuleContext): readonly Finding[] {
  const { t, target, files } = context;
  const elf = elfOf(path, files);
  if (!elf || !isForeign(elf, context) || (elf.type !== 'executable' && elf.type !== 'shared')) return [];
  const user = userOf(path, files);
  if (user === undefined) return [];
  const message = t(
    '{0} is a program for {1} that {2} uses; {3} needs its own',
    baseName(path),
    describeMachine(elf),
    user,
    target.goarch,
  );
  return [finding(path, 'likely', 'info', message)];
}

function finding(
  file: string,
  certainty: Finding['certainty'],
  severity: Finding['severity'],
  message: string,
): Finding {
  return {
    rule: foreignBinary.id,
    severity,
    certainty,
    file,
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 1,
    message,
    fixes: [],
  };
}
