import { describe, expect, it } from 'vitest';
import { file, findings, told } from './support';

async function found(text: string): Promise<readonly string[]> {
  return (await findings({ 'a.go': file(text) })).map(told);
}

describe('switches', () => {
  it.each([
    [
      'a gate of what is supported, with the end of the program behind it',
      `func check() {
	switch runtime.GOARCH {
	case "amd64", "arm64", "ppc64le", "s390x":
		return
	}
	if os.Getenv("UNSUPPORTED") == runtime.GOARCH {
		return
	}
	fmt.Println("unsupported")
	os.Exit(1)
}`,
      'likely warning: This switch on runtime.GOARCH names amd64, arm64, ppc64le, s390x, and not mips64le; for it the program or test ends -> , "mips64le"',
    ],
    [
      'byte orders, through a variable of the package',
      `var arch = runtime.GOARCH

func order() binary.ByteOrder {
	switch arch {
	case "ppc64", "s390x":
		return binary.BigEndian
	case "386", "amd64", "arm64", "riscv64":
		return binary.LittleEndian
	default:
		panic("unknown " + arch)
	}
}`,
      'likely warning: This switch on arch names ppc64, s390x, 386, amd64, arm64, …, and not mips64le; for it the program panics -> safe , "mips64le"',
    ],
    [
      'machine types of ELF, by somebody else’s architecture',
      `type file struct{ Architecture string }

func machine(f file) (elf.Machine, error) {
	switch f.Architecture {
	case "amd64":
		return elf.EM_X86_64, nil
	case "arm64":
		return elf.EM_AARCH64, nil
	case "loong64":
		return elf.EM_LOONGARCH, nil
	}
	return 0, fmt.Errorf("no machine for %s", f.Architecture)
}`,
      'likely warning: This switch on f.Architecture names amd64, arm64, loong64, and not mips64le; for it there is an error -> case "mips64le":\n\t\treturn elf.EM_MIPS, nil',
    ],
    [
      'names of the kernel and QEMU, which agree about all but MIPS',
      `func machine(arch string) (string, error) {
	switch arch {
	case "amd64":
		return "x86_64", nil
	case "arm64":
		return "aarch64", nil
	default:
		return "", errors.New("unsupported")
	}
}`,
      'likely warning: This switch on arch names amd64, arm64, and not mips64le; for it there is an error; what belongs there may be "mips64", "mips64el"',
    ],
    [
      'Debian’s names, as the function says',
      `func dpkgName() string {
	switch runtime.GOARCH {
	case "amd64":
		return "amd64"
	case "arm64":
		return "arm64"
	case "ppc64le":
		return "ppc64el"
	default:
		return ""
	}
}`,
      'likely info: This switch on runtime.GOARCH names amd64, arm64, ppc64le, and not mips64le; for it there is "" -> safe case "mips64le":\n\t\treturn "mips64el"',
    ],
    [
      'a variable that only the cases fill and that is asked for',
      `func install() error {
	var arch string
	switch runtime.GOARCH {
	case "amd64":
		arch = "x86_64"
	case "arm64":
		arch = "sbsa"
	}
	if arch == "" {
		return fmt.Errorf("unsupported %s", runtime.GOARCH)
	}
	return nil
}`,
      'likely warning: This switch on runtime.GOARCH names amd64, arm64, and not mips64le; for it there is an error; what belongs there has to be written by hand',
    ],
    [
      'a variable that stays empty',
      `func folder() string {
	host := ""
	switch runtime.GOARCH {
	case "amd64":
		host = "x86_64-linux-gnu"
	case "arm64":
		host = "aarch64-linux-gnu"
	case "riscv64":
		host = "riscv64-linux-gnu"
	}
	return "/usr/lib/" + host
}`,
      'likely info: This switch on runtime.GOARCH names amd64, arm64, riscv64, and not mips64le; host stays empty for it -> safe case "mips64le":\n\t\thost = "mips64el-linux-gnuabi64"',
    ],
    [
      'libseccomp’s name where GOARCH is asked',
      `func arches() []specs.Arch {
	switch runtime.GOARCH {
	case "amd64":
		return []specs.Arch{specs.ArchX86_64, specs.ArchX86, specs.ArchX32}
	case "arm64":
		return []specs.Arch{specs.ArchARM, specs.ArchAARCH64}
	case "mipsel64":
		return []specs.Arch{specs.ArchMIPSEL, specs.ArchMIPSEL64, specs.ArchMIPSEL64N32}
	default:
		return []specs.Arch{}
	}
}`,
      'certain warning: This switch on runtime.GOARCH names amd64, arm64, mipsel64, and not mips64le; for it there is []specs.Arch{}; mipsel64 is not what GOARCH calls it, which is mips64le -> safe "mips64le",',
    ],
    [
      'libseccomp’s lists of sub-architectures',
      `func arches() []specs.Arch {
	switch runtime.GOARCH {
	case "amd64":
		return []specs.Arch{specs.ArchX86_64, specs.ArchX86, specs.ArchX32}
	case "arm64":
		return []specs.Arch{specs.ArchARM, specs.ArchAARCH64}
	case "s390x":
		return []specs.Arch{specs.ArchS390, specs.ArchS390X}
	default:
		return nil
	}
}`,
      'likely warning: This switch on runtime.GOARCH names amd64, arm64, s390x, and not mips64le; for it there is nil -> safe case "mips64le":\n\t\treturn []specs.Arch{specs.ArchMIPSEL64, specs.ArchMIPSEL, specs.ArchMIPSEL64N32}',
    ],
    [
      'constants of libseccomp and of the runtime specification',
      `func convert(arch specs.Arch) (libseccomp.ScmpArch, error) {
	switch arch {
	case specs.ArchX86_64:
		return libseccomp.ArchAMD64, nil
	case specs.ArchAARCH64:
		return libseccomp.ArchARM64, nil
	case specs.ArchS390X:
		return libseccomp.ArchS390X, nil
	}
	return 0, fmt.Errorf("unknown %s", arch)
}`,
      'likely warning: This switch on arch names SCMP_ARCH_X86_64, SCMP_ARCH_AARCH64, SCMP_ARCH_S390X, and not SCMP_ARCH_MIPSEL64; for it there is an error -> case specs.ArchMIPSEL64:\n\t\treturn libseccomp.ArchMIPSEL64, nil',
    ],
  ])('%s', async (_, text, expected) => {
    expect(await found(text)).toEqual([expected]);
  });

  it.each([
    [
      'special cases before what works everywhere',
      `func sum(b []byte) int {
	switch runtime.GOARCH {
	case "amd64", "arm64":
		return len(b) * 2
	}
	return len(b)
}`,
    ],
    [
      'a sound default',
      `func page(arch string) int {
	switch arch {
	case "amd64", "s390x":
		return 4096
	case "arm64":
		return 65536
	default:
		return os.Getpagesize()
	}
}`,
    ],
    [
      'an answer that is right for all others',
      `func isArm(arch string) bool {
	switch arch {
	case "amd64":
		return false
	case "arm", "arm64":
		return true
	}
	return false
}`,
    ],
    [
      'a table that has the target',
      `func known(arch string) error {
	switch arch {
	case "amd64", "arm64", "mips64le":
		return nil
	}
	return errors.New("unknown")
}`,
    ],
    [
      'Debian’s name of the target among Debian’s names',
      `func known(arch string) error {
	switch arch {
	case "amd64", "arm64", "ppc64el", "mips64el":
		return nil
	}
	return errors.New("unknown")
}`,
    ],
    [
      'what uname says for both byte orders of MIPS',
      `func known(machine string) error {
	switch machine {
	case "x86_64", "aarch64", "mips64":
		return nil
	}
	return errors.New("unknown")
}`,
    ],
    [
      'other systems',
      `func machine() string {
	switch runtime.GOOS {
	case "windows", "darwin":
		switch runtime.GOARCH {
		case "amd64", "arm64":
			return "known"
		default:
			panic("unknown")
		}
	}
	if runtime.GOOS == "darwin" {
		switch runtime.GOARCH {
		case "amd64", "arm64":
			return "known"
		default:
			panic("unknown")
		}
	}
	return ""
}`,
    ],
    [
      'amd64 alone',
      `func check() {
	switch runtime.GOARCH {
	case "386", "amd64":
	default:
		panic("x86 only")
	}
}`,
    ],
    [
      'words that only look like architectures',
      `func edition(name string) error {
	switch name {
	case "amd64", "arm64":
		return nil
	}
	return errors.New("unknown")
}`,
    ],
    [
      'a variable with a value of its own',
      `func machine() string {
	arch := "generic"
	switch runtime.GOARCH {
	case "amd64":
		arch = "x86_64"
	case "arm64":
		arch = "aarch64"
	}
	return arch
}`,
    ],
  ])('leaves alone %s', async (_, text) => {
    expect(await found(text)).toEqual([]);
  });
});

describe('maps', () => {
  it.each([
    [
      'system call numbers, asked at once',
      `var setns = map[string]uintptr{
	"386":   346,
	"amd64": 308,
	"arm64": 268,
	"s390x": 339,
}[runtime.GOARCH]`,
      'likely warning: This table names 386, amd64, arm64, s390x, and not mips64le; {…}[runtime.GOARCH] is the zero value then -> safe "mips64le": 5303,',
    ],
    [
      'a lookup with a check, in another function',
      `var sums = map[string]string{
	"amd64": "b98f74a0",
	"arm64": "56171987",
}

func sum(arch string) (string, error) {
	sum, ok := sums[arch]
	if !ok {
		return "", fmt.Errorf("no checksum for %s", arch)
	}
	return sum, nil
}`,
      'likely warning: This table names amd64, arm64, and not mips64le; for it there is an error; what belongs there has to be written by hand',
    ],
    [
      'a lookup in an if, and the error after it',
      `func name(goarch string) (string, error) {
	names := map[string]string{"amd64": "amd64", "ppc64le": "ppc64el", "s390x": "s390x"}
	if name, ok := names[goarch]; ok {
		return name, nil
	}
	return "", errors.New("unsupported")
}`,
      'likely warning: This table names amd64, ppc64le, s390x, and not mips64le; for it there is an error -> , "mips64le": "mips64el"',
    ],
    [
      'a zero value that is checked',
      `func kernelToGo(machine string) string {
	names := map[string]string{
		"aarch64": "arm64",
		"x86_64":  "amd64", // and so on
	}
	name := names[machine]
	if name == "" {
		panic("unknown machine")
	}
	return name
}`,
      'likely warning: This table names aarch64, x86_64, and not mips64; for it the program panics; what belongs there may be "mips64le", "mips64el", "mipsel64"',
    ],
    [
      'membership',
      `var supported = map[string]bool{
	"amd64":   true,
	"ppc64le": true,
	"s390x":   true,
}

func check() {
	if !supported[runtime.GOARCH] {
		panic("unsupported")
	}
}`,
      'likely warning: This table names amd64, ppc64le, s390x, and not mips64le; for it the program panics -> "mips64le": true,',
    ],
    [
      'pairs of system and architecture',
      `type osArch struct{ os, arch string }

var validOSArches = map[osArch]bool{
	{os: "darwin", arch: "arm64"}:  true,
	{os: "linux", arch: "amd64"}:   true,
	{os: "linux", arch: "arm64"}:   true,
	{os: "linux", arch: "s390x"}:   true,
	{os: "windows", arch: "amd64"}: true,
}

func isValid(os, arch string) bool {
	return validOSArches[osArch{os, arch}]
}`,
      'likely info: This table names amd64, arm64, s390x, and not mips64le; validOSArches[osArch{os, arch}] is the zero value then -> {os: "linux", arch: "mips64le"}:   true,',
    ],
    [
      'a key that is taken as it is where QEMU says otherwise',
      `var qemuNames = map[string]string{
	"amd64": "x86_64",
	"arm64": "aarch64",
	"s390x": "s390x",
}

func qemu(arch string) string {
	name, ok := qemuNames[arch]
	if !ok {
		name = arch
	}
	return "qemu-" + name
}`,
      'likely info: This table names amd64, arm64, s390x, and not mips64le; arch is then taken as it is -> "mips64le": "mips64el",',
    ],
  ])('%s', async (_, text, expected) => {
    expect(await found(text)).toEqual([expected]);
  });

  it.each([
    [
      'a missing entry that is provided for',
      `var fast = map[string]int{"amd64": 1, "arm64": 2}

func level(arch string) int {
	if level, ok := fast[arch]; ok {
		return level
	}
	return 0
}`,
    ],
    ['a map that is only exported', `var Names = map[string]string{"amd64": "x86_64", "arm64": "aarch64"}`],
    [
      'a key that is taken as it is where all agree',
      `func name(arch string) string {
	names := map[string]string{"amd64": "x86_64", "arm64": "aarch64"}
	if name, ok := names[arch]; ok {
		return name
	}
	return arch
}`,
    ],
    [
      'a map that is filled later',
      `func count(archs []string) map[string]int {
	counts := map[string]int{"amd64": 0, "arm64": 0}
	for _, arch := range archs {
		counts[arch] = 1
	}
	return counts
}`,
    ],
    [
      'libseccomp’s own strings',
      `var native = map[string]specs.Arch{
	"amd64":    specs.ArchX86_64,
	"arm64":    specs.ArchAARCH64,
	"mipsel64": specs.ArchMIPSEL64,
}

func arch(name string) specs.Arch {
	return native[name]
}`,
    ],
  ])('leaves alone %s', async (_, text) => {
    expect(await found(text)).toEqual([]);
  });
});

describe('conditions', () => {
  it('finds what refuses all but some, and chains that end in an error', async () => {
    const text = `func check(n int) error {
	if n > 3 && runtime.GOARCH != "amd64" && runtime.GOARCH != "arm64" {
		panic("unsupported")
	}
	if !(runtime.GOARCH == "amd64" || runtime.GOARCH == "s390x") {
		return errors.New("unsupported")
	}
	arch := strings.ToLower(runtime.GOARCH)
	if arch == "amd64" {
		n++
	} else if arch == "arm64" || arch == "riscv64" {
		n--
	} else {
		return fmt.Errorf("unsupported %s", arch)
	}
	return nil
}`;
    expect(await found(text)).toEqual([
      'likely warning: This condition names amd64, arm64, and not mips64le; for it the program panics; what belongs there has to be written by hand',
      'likely warning: This condition names amd64, s390x, and not mips64le; for it there is an error; what belongs there has to be written by hand',
      'likely warning: This condition names amd64, arm64, riscv64, and not mips64le; for it there is an error; what belongs there has to be written by hand',
    ]);
  });

  it('leaves alone special cases and chains with a sound end', async () => {
    const text = `func level() int {
	if runtime.GOARCH == "amd64" || runtime.GOARCH == "arm64" {
		return 2
	}
	if runtime.GOARCH != "amd64" && runtime.GOARCH != "arm64" {
		return 1
	}
	if runtime.GOARCH == "amd64" {
		return 3
	} else if runtime.GOARCH == "arm64" {
		return 4
	} else {
		return 5
	}
}`;
    expect(await found(text)).toEqual([]);
  });
});

describe('lists', () => {
  it.each([
    [
      'names',
      `var supportedArchitectures = []string{"amd64", "arm64", "ppc64le", "s390x"}`,
      'likely info: This list names amd64, arm64, ppc64le, s390x, and not mips64le -> , "mips64le"',
    ],
    [
      'platforms, one a line',
      `var platforms = []string{
	"linux/amd64",
	"linux/arm64",
	"linux/s390x",
}`,
      'likely info: This list names amd64, arm64, s390x, and not mips64le -> "linux/mips64le",',
    ],
    [
      'constants',
      `const (
	archX86 = "amd64"
	archArm = "arm64"
	archZ   = "s390x"
)

var archs = []string{archX86, archArm, archZ}

func valid(arch string) error {
	switch arch {
	case "amd64", "arm64", "mips64le":
		return nil
	}
	return nil
}`,
      'likely info: This list names amd64, arm64, s390x, and not mips64le; what belongs there has to be written by hand',
    ],
    [
      'seccomp’s architectures with those that the same kernel takes',
      `type architecture struct {
	Arch      specs.Arch
	SubArches []specs.Arch
}

func arches() []architecture {
	return []architecture{
		{
			Arch:      specs.ArchX86_64,
			SubArches: []specs.Arch{specs.ArchX86, specs.ArchX32},
		},
		{
			Arch:      specs.ArchAARCH64,
			SubArches: []specs.Arch{specs.ArchARM},
		},
		{
			Arch:      specs.ArchS390X,
			SubArches: []specs.Arch{specs.ArchS390},
		},
	}
}`,
      'likely info: This list names SCMP_ARCH_X86_64, SCMP_ARCH_AARCH64, SCMP_ARCH_S390X, and not SCMP_ARCH_MIPSEL64 -> {\n\t\t\tArch:      specs.ArchMIPSEL64,\n\t\t\tSubArches: []specs.Arch{specs.ArchMIPSEL, specs.ArchMIPSEL64N32},\n\t\t},',
    ],
  ])('%s', async (_, text, expected) => {
    expect(await found(text)).toEqual([expected]);
  });

  it.each([
    ['two architectures', `var archs = []string{"amd64", "arm64"}`],
    ['other things', `var words = []string{"amd64", "arm64", "s390x"}`],
    ['a list with the target', `var archs = []string{"amd64", "arm64", "s390x", "mips64le"}`],
  ])('leaves alone %s', async (_, text) => {
    expect(await found(text)).toEqual([]);
  });
});

describe('where it looks', () => {
  const table = file(`func check() {
	switch runtime.GOARCH {
	case "amd64", "arm64":
	default:
		panic("unsupported")
	}
}`);

  it('passes over files that the target does not build, and data of tests', async () => {
    expect(await findings({ 'a_amd64.go': table, 'b.go': `//go:build !mips64le\n\n${table}` })).toEqual([]);
    const data = file(`func TestA() {
	sizes := map[string]int{"amd64": 1, "arm64": 2, "s390x": 3}
	for _, arch := range []string{"amd64", "arm64", "s390x"} {
		fmt.Println(sizes[arch])
	}
}`);
    expect(await findings({ 'a.go': 'package p\n', 'a_test.go': data })).toEqual([]);
  });

  it('tells of another target as well, and nothing of one that is named', async () => {
    expect((await findings({ 'a.go': table }, 'loong64')).map(told)).toEqual([
      'likely warning: This switch on runtime.GOARCH names amd64, arm64, and not loong64; for it the program panics; what belongs there has to be written by hand',
    ]);
    expect(await findings({ 'a.go': table }, 'arm64')).toEqual([]);
  });
});
