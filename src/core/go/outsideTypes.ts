import { parseTypeText } from './typeText';
import { basic, unknown, type GoType } from './types';
import type { Member } from './typing';

/**
 * The few declarations of the standard library that numbers from `stat` meet:
 * what takes an integer of one exact type, and the named integer types.
 * Signatures are those of Go 1.19's `api/*.txt`; the rest of the library
 * stays unknown.
 */
const values: Readonly<Record<string, string>> = {
  'bufio.NewReaderSize': 'func(io.Reader, int) *bufio.Reader',
  'bufio.NewWriterSize': 'func(io.Writer, int) *bufio.Writer',
  'encoding/binary.BigEndian': 'binary.bigEndian',
  'encoding/binary.LittleEndian': 'binary.littleEndian',
  'encoding/binary.Size': 'func(any) int',
  'encoding/binary.PutUvarint': 'func([]byte, uint64) int',
  'encoding/binary.PutVarint': 'func([]byte, int64) int',
  'encoding/binary.AppendUvarint': 'func([]byte, uint64) []byte',
  'encoding/binary.AppendVarint': 'func([]byte, int64) []byte',
  'fmt.Errorf': 'func(string, ...any) error',
  'fmt.Sprint': 'func(...any) string',
  'fmt.Sprintf': 'func(string, ...any) string',
  'fmt.Sprintln': 'func(...any) string',
  'io.CopyN': 'func(io.Writer, io.Reader, int64) (int64, error)',
  'io.LimitReader': 'func(io.Reader, int64) io.Reader',
  'math.Float64frombits': 'func(uint64) float64',
  'math/big.NewInt': 'func(int64) *big.Int',
  'math/bits.Len64': 'func(uint64) int',
  'math/bits.Len32': 'func(uint32) int',
  'math/bits.OnesCount64': 'func(uint64) int',
  'os.Chown': 'func(string, int, int) error',
  'os.Lstat': 'func(string) (os.FileInfo, error)',
  'os.Stat': 'func(string) (os.FileInfo, error)',
  'path/filepath.Join': 'func(...string) string',
  'strconv.AppendInt': 'func([]byte, int64, int) []byte',
  'strconv.AppendUint': 'func([]byte, uint64, int) []byte',
  'strconv.FormatInt': 'func(int64, int) string',
  'strconv.FormatUint': 'func(uint64, int) string',
  'strconv.Itoa': 'func(int) string',
  'strconv.ParseInt': 'func(string, int, int) (int64, error)',
  'strconv.ParseUint': 'func(string, int, int) (uint64, error)',
  'strconv.Atoi': 'func(string) (int, error)',
  'strings.Repeat': 'func(string, int) string',
  'sync/atomic.AddInt64': 'func(*int64, int64) int64',
  'sync/atomic.AddUint32': 'func(*uint32, uint32) uint32',
  'sync/atomic.AddUint64': 'func(*uint64, uint64) uint64',
  'sync/atomic.StoreInt64': 'func(*int64, int64)',
  'sync/atomic.StoreUint32': 'func(*uint32, uint32)',
  'sync/atomic.StoreUint64': 'func(*uint64, uint64)',
  'time.Unix': 'func(int64, int64) time.Time',
  'time.UnixMilli': 'func(int64) time.Time',
};

/** Named types that are integers. */
const integers: Readonly<Record<string, string>> = {
  'io/fs.FileMode': 'uint32',
  'time.Duration': 'int64',
  'time.Month': 'int',
  'reflect.Kind': 'uint',
  'os.FileMode': 'uint32',
};

const methods: Readonly<Record<string, string>> = {
  ...byteOrder('encoding/binary.bigEndian'),
  ...byteOrder('encoding/binary.littleEndian'),
  'os.FileInfo.Sys': 'func() any',
  'os.FileInfo.Size': 'func() int64',
  'os.FileInfo.Mode': 'func() os.FileMode',
  'os.FileInfo.Name': 'func() string',
  'os.File.Fd': 'func() uintptr',
  'os.File.Stat': 'func() (os.FileInfo, error)',
  'os.File.Name': 'func() string',
};

/** Types that another package gives a second name. */
const aliases: Readonly<Record<string, string>> = {
  'io/fs.FileMode': 'os.FileMode',
  'io/fs.FileInfo': 'os.FileInfo',
};

/** Import paths of the package names that the texts above use. */
const paths: Readonly<Record<string, string>> = { big: 'math/big', binary: 'encoding/binary' };

function byteOrder(type: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ['16', '32', '64'].flatMap((bits) => [
      [`${type}.Uint${bits}`, `func([]byte) uint${bits}`],
      [`${type}.PutUint${bits}`, `func([]byte, uint${bits})`],
      [`${type}.AppendUint${bits}`, `func([]byte, uint${bits}) []byte`],
    ]),
  );
}

/** What a name of a package outside the tree is, where that is known. A type only where it is certainly a type. */
export function outsideMember(importPath: string, name: string): Member | undefined {
  const key = `${importPath}.${name}`;
  if (Object.hasOwn(values, key)) return { is: 'value', type: read(values[key] ?? '') };
  // In the position of a type any exported name will do; as a value nothing is known of it.
  return { is: 'type', type: outsideType(importPath, name) };
}

export function outsideUnderlying(importPath: string, name: string): GoType {
  const key = `${importPath}.${name}`;
  const integer = Object.hasOwn(integers, key) ? integers[key] : undefined;
  return integer === undefined ? unknown : basic(integer);
}

export function outsideMethod(importPath: string, type: string, name: string): GoType | undefined {
  const key = `${importPath}.${type}.${name}`;
  return Object.hasOwn(methods, key) ? read(methods[key] ?? '') : undefined;
}

function outsideType(importPath: string, name: string): GoType {
  const key = `${importPath}.${name}`;
  const real = (Object.hasOwn(aliases, key) ? aliases[key] : undefined) ?? key;
  const dot = real.lastIndexOf('.');
  return {
    kind: 'named',
    key: real,
    name: real.slice(dot + 1),
    home: { kind: 'outside', importPath: real.slice(0, dot) },
  };
}

function read(text: string): GoType {
  return parseTypeText(text, (name, qualifier = '') => outsideType(paths[qualifier] ?? qualifier, name));
}
