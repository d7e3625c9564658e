import type { RuleDocumentation } from '../rule';

export const documentation: RuleDocumentation = {
  summary:
    'A `#cgo` line gives the C compiler or linker flags of another architecture in the target’s build.',
  why: [
    'GCC’s machine options belong to an architecture. `-m64`, `-msse4.2`, `-mavx2` and `-march=x86-64` are options of x86; the compiler for MIPS ends with `error: unrecognized command-line option ‘-mavx2’` or `unrecognized argument in option ‘-march=x86-64’`, and nothing of the package is built. `-mabi=64` and `-march=mips64r2` are MIPS’s own.',
    'A folder in a linker flag can be one architecture’s too: the linker passes over libraries of another machine (`skipping incompatible …`) and then does not find them.',
    'A `#cgo` line may have build constraints of its own: `#cgo linux,amd64 LDFLAGS: …` counts on linux/amd64 alone. They are evaluated as `go/build` does it.',
  ],
  example: {
    language: 'go',
    before: '// #cgo CFLAGS: -O2 -mavx2\nimport "C"',
    after: '// #cgo CFLAGS: -O2\n// #cgo 386 amd64 CFLAGS: -mavx2\nimport "C"',
  },
  fix: [
    'The flags go to a `#cgo` line of their own, with the architectures that they are for as its constraint. A line with only such flags gets the constraint itself.',
    'For a folder of the tree the fix is not called safe: the target then needs the library from elsewhere.',
    'There is no fix for `-march=native`, which is right where the compiler runs on the machine that it compiles for.',
  ],
  notFound: [
    'Lines whose constraint leaves the target or the host out, and files that the target’s build leaves out.',
    'Folders outside of the tree are shown as information, and not at all where the line names the folders of several architectures: those are places to look in.',
    'Options that the target’s compiler knows, whatever they mean there.',
  ],
  seenIn: ['moby/buildkit#1976 (the reverse: MIPS’s `-mabi=64` given to another compiler)'],
};
