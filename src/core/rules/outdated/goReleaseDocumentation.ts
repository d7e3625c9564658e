import { english } from '../../l10n';
import type { RuleDocumentation } from '../rule';
import { goBugs } from './goReleases';

export const documentation: RuleDocumentation = {
  summary: 'The Go release that builds the tree is known to misbehave on the target.',
  why: [
    'The port to 64-bit MIPS has few users and, since its builders went silent, few tests, so mistakes in the compiler, the runtime and `syscall` stay in releases. An old tree pins an old release in its Dockerfiles, makefiles and scripts, and gets programs that build and then fail.',
    'Known are these; releases were read from the tags that contain each fix and its backports:',
    [
      '| releases | what breaks on mips64le | source |',
      '| --- | --- | --- |',
      ...goBugs.map(
        ({ ranges, open, symptom, sources }) =>
          `| ${ranges.map(({ from, to }) => rangeText(from, to, open === true)).join('; ')} | ${symptom(english)} | ${sources.join(', ')} |`,
      ),
    ].join('\n'),
  ],
  example: {
    language: 'dockerfile',
    before: 'FROM golang:1.19-bullseye AS build\n',
    after: 'FROM golang:1.21-bullseye AS build\n',
  },
  fix: [
    'The release is replaced by the lowest one, not older, that has none of these. That is not a safe fix: look whether the tree builds with it, and whether an image of that name exists.',
    'There is no fix for what a CI service tests with, and for Kubernetes’ `build/build-image/cross/VERSION`, which names an image.',
    '`mips-port doctor` and the Toolchain view say the same of the Go that is installed.',
  ],
  notFound: [
    'The `go` line of go.mod: it is the version of the language, and whichever newer release is installed builds it.',
    'A release without a patch number (`golang:1.21`) of which the newest patch is right.',
    'CI files that never name the target, since their runners test on themselves; in those that do, all but the newest release. What is left is shown as information.',
    'golang/go#70659 (fstatat): before Go 1.24 only fields that are in their right place were read of it, and `os.Root`, which reads more, came together with the fix.',
  ],
  seenIn: [
    'tianon/gosu#121 (Setgid ends the program)',
    'golang/go#68366 (EpollWait in Go 1.13.9)',
    'golang/go#56426, golang/go#67160',
  ],
};

function rangeText(from: string | undefined, to: string, open: boolean): string {
  if (open) return `${from ?? ''}, before ${to} at least`;
  return from === undefined ? `before ${to}` : `${from} up to before ${to}`;
}
