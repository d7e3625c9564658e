package main

// blankBodies returns the source with the bodies of its function declarations
// filled with spaces (offsets and lines stay as they are) and a hash of what is
// left, comments aside. Dependencies are only asked for their declarations, and
// parsing blanked text takes a fraction of the time; two texts with the same
// hash declare the same things. Text that does not lex as Go is returned as it is.
func blankBodies(src []byte) ([]byte, uint64) {
	b := blanker{src: src, hash: fnvOffset, hashing: true}
	out := append([]byte(nil), src...)
	broken := func() ([]byte, uint64) {
		b.hash = fnvOf(b.hash, src)
		return src, b.hash
	}
	for depth := 0; ; {
		start, kind := b.next()
		switch kind {
		case tokenEOF:
			return out, b.hash
		case tokenBroken:
			return broken()
		case tokenOpen:
			depth++
		case tokenClose:
			depth--
		}
		if depth != 0 || kind != tokenWord || !b.startsDeclaration || string(src[start:b.pos]) != "func" {
			continue
		}
		signature := b.pos
		open, ok := b.findBody()
		if !ok {
			// Without a body: what follows are ordinary tokens again.
			b.pos, b.last, b.lastByte = signature, tokenWord, 'f'
			continue
		}
		b.hashing = false
		end, ok := b.skipBlock()
		b.hashing = true
		if !ok {
			return broken()
		}
		for i := open + 1; i < end; i++ {
			if src[i] != '\n' {
				out[i] = ' '
			}
		}
	}
}

type tokenKind int

const (
	tokenEOF tokenKind = iota
	tokenBroken
	tokenWord    // identifier, keyword or number
	tokenLiteral // string or rune
	tokenOpen    // ( [ {
	tokenClose   // ) ] }
	tokenOther
)

// blanker reads just enough of Go's tokens to find where function bodies begin and end.
type blanker struct {
	src []byte
	pos int
	// hash takes each token read while hashing is set.
	hash    uint64
	hashing bool
	// last is the kind of the token before, tokenEOF at the start.
	last     tokenKind
	lastByte byte
	// startsDeclaration says that the token just read begins a statement: a
	// newline after something that can end one, or a semicolon, is before it.
	startsDeclaration bool
	// newline says that a line ended between the last token and the one just read.
	newline bool
}

// next skips blanks and comments, reads one token and returns where it starts.
func (b *blanker) next() (int, tokenKind) {
	src := b.src
	b.newline = false
	for b.pos < len(src) {
		c := src[b.pos]
		if c == '\n' {
			b.newline = true
			b.pos++
		} else if c == ' ' || c == '\t' || c == '\r' {
			b.pos++
		} else if c == '/' && b.pos+1 < len(src) && src[b.pos+1] == '/' {
			for b.pos < len(src) && src[b.pos] != '\n' {
				b.pos++
			}
		} else if c == '/' && b.pos+1 < len(src) && src[b.pos+1] == '*' {
			b.pos += 2
			for {
				if b.pos+1 >= len(src) {
					b.pos = len(src)
					return b.pos, tokenBroken
				}
				if src[b.pos] == '*' && src[b.pos+1] == '/' {
					b.pos += 2
					break
				}
				if src[b.pos] == '\n' {
					b.newline = true
				}
				b.pos++
			}
		} else {
			break
		}
	}
	if b.pos >= len(src) {
		return b.pos, tokenEOF
	}
	ends := b.last == tokenWord || b.last == tokenLiteral || b.last == tokenClose
	b.startsDeclaration = b.last == tokenEOF || b.lastByte == ';' || (b.newline && ends)
	start := b.pos
	c := src[start]
	kind := tokenOther
	b.pos++
	switch {
	case isWordByte(c):
		for b.pos < len(src) && isWordByte(src[b.pos]) {
			b.pos++
		}
		kind = tokenWord
	case c == '"' || c == '\'':
		for {
			if b.pos >= len(src) || src[b.pos] == '\n' {
				return start, tokenBroken
			}
			if src[b.pos] == '\\' {
				b.pos++
			} else if src[b.pos] == c {
				break
			}
			b.pos++
		}
		b.pos++
		kind = tokenLiteral
	case c == '`':
		for b.pos < len(src) && src[b.pos] != '`' {
			b.pos++
		}
		if b.pos >= len(src) {
			return start, tokenBroken
		}
		b.pos++
		kind = tokenLiteral
	case c == '(' || c == '[' || c == '{':
		kind = tokenOpen
	case c == ')' || c == ']' || c == '}':
		kind = tokenClose
	}
	b.last, b.lastByte = kind, c
	if b.hashing {
		b.hash = fnvOf(b.hash, src[start:b.pos]) * fnvPrime
	}
	return start, kind
}

func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// findBody reads a signature and returns the offset of the body's opening brace.
func (b *blanker) findBody() (int, bool) {
	depth := 0
	word := ""
	for {
		start, kind := b.next()
		switch kind {
		case tokenEOF, tokenBroken:
			return 0, false
		case tokenOpen:
			if depth == 0 && b.src[start] == '{' {
				if word != "interface" && word != "struct" {
					return start, true
				}
				if _, ok := b.skipBlock(); !ok {
					return 0, false
				}
				word = ""
				continue
			}
			depth++
		case tokenClose:
			if depth--; depth < 0 {
				return 0, false
			}
		}
		if depth == 0 && b.startsDeclaration {
			return 0, false
		}
		word = ""
		if kind == tokenWord {
			word = string(b.src[start:b.pos])
		}
	}
}

// skipBlock reads to the bracket that closes the one just read and returns that bracket's offset.
func (b *blanker) skipBlock() (int, bool) {
	for depth := 1; ; {
		start, kind := b.next()
		switch kind {
		case tokenEOF, tokenBroken:
			return 0, false
		case tokenOpen:
			depth++
		case tokenClose:
			if depth--; depth == 0 {
				return start, true
			}
		}
	}
}

// The 64-bit FNV-1a of hash/fnv, which costs a call and an allocation a token.
const (
	fnvOffset uint64 = 14695981039346656037
	fnvPrime  uint64 = 1099511628211
)

func fnvOf(hash uint64, text []byte) uint64 {
	for _, c := range text {
		hash = (hash ^ uint64(c)) * fnvPrime
	}
	return hash
}
