package main

import (
	"bytes"
	"unicode/utf8"
)

// lineTable finds the line and column of byte offsets in a text.
type lineTable struct {
	text   []byte
	starts []int
}

func newLineTable(text []byte) *lineTable {
	starts := []int{0}
	for from := 0; ; {
		i := bytes.IndexByte(text[from:], '\n')
		if i < 0 {
			return &lineTable{text, starts}
		}
		from += i + 1
		starts = append(starts, from)
	}
}

// position returns line and column from 1, the column in UTF-16 code units. A
// byte order mark counts as one, since the text it begins has it too.
func (t *lineTable) position(offset int) (int, int) {
	if offset > len(t.text) {
		offset = len(t.text)
	}
	low, high := 0, len(t.starts)
	for high-low > 1 {
		if middle := (low + high) / 2; t.starts[middle] <= offset {
			low = middle
		} else {
			high = middle
		}
	}
	column := 1
	for i := t.starts[low]; i < offset; {
		r, size := utf8.DecodeRune(t.text[i:])
		i += size
		column++
		if r >= 0x10000 {
			column++
		}
	}
	return low + 1, column
}
