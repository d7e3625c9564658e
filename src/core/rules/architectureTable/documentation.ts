import type { RuleDocumentation } from '../rule';

export const documentation: RuleDocumentation = {
  summary:
    'A `switch`, a map, a condition or a list of architectures has the host and others, and lacks the target, which then gets an error or nothing.',
  why: [
    'Such code compiles for every architecture. The target only notices at run time: it panics or gets an error at the end of a `switch`, the zero value from a map (a system call with number 0), or a seccomp profile without its sub-architectures.',
    'The same architecture has many names: `mips64le` is GOARCH, and so it is in OCI images and in `kubernetes.io/arch`; Debian and QEMU say `mips64el`, libseccomp `SCMP_ARCH_MIPSEL64` and `mipsel64`, `uname -m` says `mips64` for both byte orders. A table that has the target under a name that GOARCH never has lacks it all the same.',
    'Sources: `go tool dist list`; dpkg’s `cputable`; libseccomp’s `seccomp.h`; the OCI image specification, which takes the architecture’s names from GOARCH.',
  ],
  example: {
    language: 'go',
    before:
      'var setnsNumber = map[string]uintptr{\n\t"amd64": 308,\n\t"arm64": 268,\n\t"s390x": 339,\n}[runtime.GOARCH]\n',
    after:
      'var setnsNumber = map[string]uintptr{\n\t"amd64":    308,\n\t"arm64":    268,\n\t"mips64le": 5303,\n\t"s390x":    339,\n}[runtime.GOARCH]\n',
  },
  fix: [
    'An entry is offered where the other entries tell what it has to be: each architecture’s name in one of the worlds above, its byte order or width, its system call’s number (which the bundled tables of `golang.org/x/sys/unix` confirm for each entry), or the same for all. It is a safe fix where the table is asked with GOARCH and nothing had to be chosen.',
    'Adding the target to what is only a list of what is supported is a decision. That fix is never safe, and `fix` makes it on request only.',
    'There is none where the entry is code, a checksum or an address, or where several names fit (`uname -m` and QEMU agree about all but MIPS). The message then says what may belong there.',
  ],
  notFound: [
    'A `switch` that treats some architectures specially, where all others go on with code that works everywhere.',
    'A map whose missing entry is provided for by a value that does not depend on the architecture.',
    'Code that linux never reaches, behind `runtime.GOOS`; files that the target’s build leaves out; data of tests.',
    'Tables without another 64-bit architecture: what only amd64 has is not a list that somebody forgot to extend.',
    'Maps that are only used by other packages: what they do about a missing entry is not known.',
  ],
  seenIn: [
    'vishvananda/netns#7, vishvananda/netns#8 (`SYS_SETNS`)',
    'containerd/containerd#9151 (`arches()` of the default seccomp profile; `mipsel64` there is no GOARCH)',
    'etcd-io/etcd#5028, etcd-io/etcd#21510 (`etcd on unsupported platform without ETCD_UNSUPPORTED_ARCH`)',
    'cilium/ebpf#369, cilium/ebpf#1296 (`__TARGET_ARCH_` by GOARCH)',
  ],
};
