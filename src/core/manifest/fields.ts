import { targets } from '../target/targets';
import { gitAddressProblem, gitRefProblem } from './git';
import { insideRoot } from './paths';
import { record, text, words } from './shape';

/** The small shapes that manifest fields are made of, with the reason why each is as narrow as it is. */

export const goarch = text({ oneOf: targets.map((target) => target.goarch) });

/** Folder and file names become part of the build folder, so they are kept plain. */
export const plainName = text({
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  what: (t) => t('use letters, digits, ".", "_" and "-"'),
});

export const relativePath = text({ check: (path, t) => insideRoot(path, t) });

/** A path relative to a component that may climb out of it; whether it stays in the workspace is seen with the component's own path. */
export const pathFromComponent = text({
  check: (path, t) => insideRoot(path.replace(/^(?:\.\.\/)+(?=[^.])/, ''), t),
});

/** An argument that a tool would read as an option where a package or file is wanted. */
export const operand = text({
  pattern: /^[^-\s]\S*$/,
  what: (t) => t('it must not be empty, hold spaces or begin with "-"'),
});

export const mainPackage = text({
  pattern: /^(?!.*\.\.\.)[^-\s]\S*$/,
  what: (t) => t('name one main package, such as ./cmd/app; patterns with "..." make no single file'),
});

export const testedPackage = text({
  pattern: /^(?!.*\.\.\.)[^-\s]\S*$/,
  what: (t) => t('name one package, such as ./test/e2e; patterns with "..." make no single file'),
});

/** Variables of a build; GOOS and GOARCH are the target's. */
export const buildEnvironment = record(
  {
    pattern: /^(?!(?:GOOS|GOARCH)$)[A-Za-z_][A-Za-z0-9_]*$/,
    what: (t) => t('it must be a variable name other than GOOS and GOARCH, which the target sets'),
  },
  text(),
);

/** Variables of a program that runs under QEMU. */
export const programEnvironment = record(
  { pattern: /^[A-Za-z_][A-Za-z0-9_]*$/, what: (t) => t('it must be a variable name') },
  text(),
);

/** A program and its arguments, as they reach the system: nothing of it passes through a shell. */
export const commandLine = words();

export const importPath = text({
  pattern: /^[A-Za-z0-9][\w.~-]*(?:\/[A-Za-z0-9][\w.~-]*)*$/,
  what: (t) => t('write an import path, such as k8s.io/kubernetes'),
});

export const cpuModel = text({
  pattern: /^[A-Za-z0-9][\w.,+=-]*$/,
  what: (t) => t('write a CPU model as "qemu-mips64el-static -cpu help" lists it'),
});

export const imageReference = text({
  pattern: /^[A-Za-z0-9][\w.:/@-]*$/,
  what: (t) => t('write an image reference, such as debian:bookworm'),
});

/** A destination of ssh: an alias of its configuration, a host, or user@host. */
export const sshDestination = text({
  pattern: /^[A-Za-z0-9_][\w.@-]*$/,
  what: (t) => t('write an alias of the ssh configuration, a host, or user@host'),
});

/** An absolute POSIX path on another machine, without what a remote shell would take apart. */
export const remoteFolder = text({
  pattern: /^\/[\w.+/-]*$/,
  what: (t) => t('write an absolute path of letters, digits, ".", "_", "+", "-" and "/"'),
});

export const gitAddress = text({ check: gitAddressProblem });

export const gitRef = text({ check: gitRefProblem });
