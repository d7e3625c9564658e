import { architectureTable } from '../../../../src/core/rules/architectureTable';
import type { Goarch } from '../../../../src/core/target/targets';
import type { Finding } from '../../../../src/core/types';
import { openFixture, type Texts } from '../../support/fixtureTree';

/** What the rule finds in the package of the root folder. */
export async function findings(texts: Texts, target: Goarch = 'mips64le'): Promise<readonly Finding[]> {
  const { tree, context } = await openFixture({ 'go.mod': 'module m\n\ngo 1.19\n', ...texts }, { target });
  const host = tree.view('', 'host');
  const there = tree.view('', 'target');
  const found =
    host && there ? (architectureTable.fromPackage?.({ host, target: there }, tree, context) ?? []) : [];
  tree.dispose();
  return found;
}

/** A file of a program with what it imports for the cases here. */
export function file(text: string): string {
  return `package p

import (
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/opencontainers/runtime-spec/specs-go"
	libseccomp "github.com/seccomp/libseccomp-golang"
)

${text}
`;
}

export function told({ severity, certainty, message, fixes }: Finding): string {
  const [fix] = fixes;
  const made = fix ? ` -> ${fix.safe ? 'safe ' : ''}${fix.edits.at(-1)?.newText.trim() ?? ''}` : '';
  return `${certainty} ${severity}: ${message}${made}`;
}
