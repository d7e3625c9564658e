//go:build !go1.22

package main

import "go/types"

// unalias has nothing to do: before Go 1.22 an alias was the type it names.
func unalias(t types.Type) types.Type { return t }
