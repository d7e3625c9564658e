import type { RuleDocumentation } from '../rule';

export const documentation: RuleDocumentation = {
  summary: 'A build file asks Go for a build mode or a sanitizer that it does not have on the target.',
  why: [
    'Go has `-buildmode=pie`, `plugin`, `c-shared`, `c-archive` and `shared`, and `-race`, `-msan` and `-asan`, only on some architectures; the table is `internal/platform/supported.go` in its source. On linux/mips64le it has none of them, and says `-buildmode=pie not supported on linux/mips64le`, `-race is not supported on linux/mips64le`; for `c-archive` older releases (1.19) say it in the compiler: `linux/mips64le does not support -shared`.',
    'Distributions and projects switch these flags on for everything, and the build for the target ends before the first file is compiled.',
  ],
  example: {
    language: 'make',
    before: 'BUILDMODE := -buildmode=pie\n\nbuild:\n\tgo build $(BUILDMODE) ./...\n',
    after:
      'ifeq (,$(filter mips%,$(or $(GOARCH),$(shell go env GOARCH))))\nBUILDMODE := -buildmode=pie\nendif\n\nbuild:\n\tgo build $(BUILDMODE) ./...\n',
  },
  fix: [
    'The flag is guarded by architecture in the language of its file: `ifeq` or `$(if …)` in a makefile, `case` in a shell script, in the `RUN` of a Dockerfile and in a script of a workflow, a template in a goreleaser file. Other architectures build as before.',
    'For `plugin`, `c-shared` and `c-archive` the fix is not a safe one: without the flag there is a program instead of a library, so look at what uses it.',
    'There is no fix for a flag in a matrix or environment of a workflow, in `ENV` and `ARG` of a Dockerfile, and inside quotes that leave no room for a condition.',
  ],
  notFound: [
    'A flag behind a condition on the architecture that leaves the target out (`ifneq (,$(filter $(GOARCH),amd64 arm64))`, `case "$(uname -m)" in x86_64)`, `if: matrix.goarch != …`), and one behind a switch that is off by default.',
    'What a script does behind an `exit` that is reached on the target, as `case $(uname -s -m) in … *) usage ;; esac` has it in golang’s race.bash.',
    'A command for another platform (`GOARCH=amd64 go build -race`), and a file that is for one by its name (`Dockerfile.arm64`).',
    'A flag in a comment or in what `echo` prints, and flags of other tools.',
    'A workflow that never builds for the target: a runner of another architecture builds for itself.',
    'With `go test` the flag is shown as information: whether tests run on the target is not in the file.',
  ],
  seenIn: [
    'containerd/containerd#3801: the guard for `-buildmode=pie`',
    'docker/cli#2505',
    'moby/moby#37489',
    'golang/go#21222, golang/go#42474, golang/go#59565',
  ],
};
