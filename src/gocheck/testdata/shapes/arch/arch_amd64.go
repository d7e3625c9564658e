// Package arch differs between the GOARCHs in every way that declarations can.
package arch

type Size = uint64

type Named uint64

type Stat struct {
	Dev   uint64
	Spare [2]uint64
	Name  [65]int8
	Inner
}

type Inner struct{ Ino uint64 }

const Len = 65
const Big = 1 << 40
const Cmd int32 = 5
const Flag = 0x7fffffff

func Get() uint64               { return 0 }
func Pair() (uint64, error)     { return 0, nil }
func (Stat) Major() uint64      { return 0 }
func (*Stat) Each(func(uint64)) {}

var Chan chan uint64
var Map map[uint64]uint64
var Func func(uint64) uint64
var Slice []uint64

func Only() int { return 1 }

type Closer struct{}

func (Closer) Close() error { return nil }
