package arch

type Size = uint32

type Named uint32

type Stat struct {
	Dev   uint32
	Spare [3]uint64
	Name  [65]uint8
	Inner
}

type Inner struct{ Ino uint32 }

const Len = 64
const Big = 1 << 70
const Cmd uint32 = 5
const Flag = 0xffffffff

func Get() uint32               { return 0 }
func Pair() (uint32, error)     { return 0, nil }
func (Stat) Major() uint32      { return 0 }
func (*Stat) Each(func(uint32)) {}

var Chan chan uint32
var Map map[uint32]uint32
var Func func(uint32) uint32
var Slice []uint32

type Closer struct{}
