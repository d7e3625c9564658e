//go:build go1.22

package main

import "go/types"

// unalias looks through type aliases, which are types of their own since Go 1.22.
func unalias(t types.Type) types.Type { return types.Unalias(t) }
