import type { RuleDocumentation } from '../rule';

export const documentation: RuleDocumentation = {
  summary:
    'A committed library, object or program is for the host’s machine, and the target’s build or image uses it.',
  why: [
    'A repository may hold what a compiler made: static libraries for cgo, `.syso` objects that the go command links, programs that a Dockerfile copies. Each is for one machine, which the header of an ELF file names (`e_machine`, and for MIPS the byte order and width too). The linker for the target stops at such a file or passes over it (`skipping incompatible libfoo.a when searching for -lfoo`, `cannot find -lfoo`); a program that is copied into an image ends there with `exec format error`.',
    'The go command links every `.syso` file of a package, unless its name binds it to a GOARCH as `foo_amd64.syso` does. Build constraints cannot be written into it.',
    'Of an `ar` archive the first member that is an object counts.',
  ],
  example: {
    language: 'text',
    before: 'checksum.syso',
    after: 'checksum_amd64.syso',
  },
  fix: [
    'A file cannot be renamed or built by an edit: rename the `.syso`, give the `#cgo LDFLAGS` line a constraint (`#cgo linux,amd64 LDFLAGS: …`), and build the library or program for the target from its sources.',
  ],
  notFound: [
    'Files that nothing of the target’s build names, and those below `testdata` and `fixtures`.',
    'Libraries named on a `#cgo` line whose constraint leaves the target out.',
    'Files of other machines than the host’s, and of other formats than ELF.',
    'A library that `-lfoo` finds in a folder of the tree is a warning: the linker may find one of that name elsewhere. Programs that a Dockerfile, Makefile or shell script names are information.',
  ],
  seenIn: [
    'wasmerio/wasmer-go, rogchap/v8go, confluentinc/confluent-kafka-go (libraries for some architectures in the repository)',
  ],
};
