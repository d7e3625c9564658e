import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { createBuildContext } from '../core/go/buildContext';
import { createGoTree } from '../core/go/goTree';
import type { FolderEntry } from '../core/files';
import type { Fact } from '../core/go/facts';
import { importPathInGopath } from '../core/go/gopath';
import type { GoTree } from '../core/go/packages';
import type { GoParser } from '../core/go/syntax';
import { makeRememberingTranslate } from '../core/l10n';
import { enablesUnconvert, type LinterChoices } from '../core/rules/golangci';
import type { RuleContext } from '../core/rules/rule';
import type { AbiTables } from '../core/target/abi';
import { findTarget, type Target } from '../core/target/targets';
import type { Finding, Fix, Location } from '../core/types';
import { createDiskFiles } from './diskFiles';
import type { ScanOptions } from './engine';

/** A root under scan, with the module or repository around it. */
export interface OpenTree {
  readonly options: ScanOptions;
  readonly go: GoTree;
  readonly context: RuleContext;
  /** The root's path inside the tree, with a `/` at its end; empty where the root is the tree. */
  readonly prefix: string;
  /** The English of a message that the tree's rules made. */
  readonly inEnglish: (message: string) => string;
  /** Puts a text in place of a file's own; undefined is what is on disk, read afresh. */
  setText(path: string, text: string | undefined): void;
}

/** What a scan knows of its root before it opens the tree; paths are relative to the root. */
export interface SeenBefore {
  /** What the folders below the root hold. */
  readonly folders: ReadonlyMap<string, readonly FolderEntry[]>;
  /** Whether host and target surely build the same files of a folder. */
  isAlike(dir: string): boolean;
  /** What the files of a folder import that the target may build; undefined where not all of them were read. */
  importsOf(dir: string): ReadonlySet<string> | undefined;
}

/**
 * Opens the tree that a root belongs to: its workspace, module or
 * GOPATH repository, so that scanning a part of a module resolves its
 * imports as scanning the whole does.
 *
 * @param seen What is known of the root from a walk and from reading its files.
 * @throws where a GOARCH is unknown, or the root is not a readable folder
 */
export function createOpenTree(
  options: ScanOptions,
  parser: GoParser,
  abi: AbiTables,
  seen?: SeenBefore,
): OpenTree {
  const root = realpathSync(options.root);
  const treeRoot = enclosingTree(root);
  const prefix = treeRoot === root ? '' : `${relative(treeRoot, root).split(sep).join('/')}/`;
  const host = targetOf(options.host ?? 'amd64');
  const target = targetOf(options.target);
  const files = createDiskFiles(treeRoot, seen && { prefix, folders: seen.folders });
  const { t, inEnglish } = makeRememberingTranslate(options.l10n ?? {});
  const rootImportPath = importPathInGopath(treeRoot);
  const tags = options.tags ?? [];
  const go = createGoTree({
    files,
    parser,
    host: createBuildContext({ goarch: host.goarch, tags }),
    target: createBuildContext({ goarch: target.goarch, tags }),
    t,
    ...(seen && {
      isAlike: (dir) => `${dir}/`.startsWith(prefix) && seen.isAlike(dir.slice(prefix.length)),
      importsOf: (dir) =>
        `${dir}/`.startsWith(prefix) ? seen.importsOf(dir.slice(prefix.length)) : undefined,
    }),
    ...(rootImportPath !== undefined && { rootImportPath }),
  });
  const texts = new Map<string, string>();
  const linters: LinterChoices = new Map();
  const context: RuleContext = {
    host,
    target,
    abi,
    t,
    files,
    tree: go,
    nolintUnconvert: (file) =>
      options.nolint === 'always' || (options.nolint !== 'never' && enablesUnconvert(file, files, linters)),
  };
  return {
    options,
    go,
    context,
    prefix,
    inEnglish,
    setText(path, text) {
      if (text !== undefined && texts.get(path) === text) return;
      if (text === undefined) texts.delete(path);
      else texts.set(path, text);
      files.setText(path, text);
      go.invalidate(path, text);
    },
  };
}

/** A fact of a root as the tree around it sees it: its paths get the prefix in front. */
export function liftFact(fact: Fact, prefix: string): Fact {
  if (prefix === '') return fact;
  const lift = <T extends Location>(at: T): T => ({ ...at, file: prefix + at.file });
  const liftAll = (files: readonly string[]): readonly string[] => files.map((file) => prefix + file);
  switch (fact.kind) {
    case 'width':
      return { ...fact, origin: lift(fact.origin), use: lift(fact.use) };
    case 'undefined':
    case 'excluded-package':
      return { ...fact, at: lift(fact.at), declaredIn: liftAll(fact.declaredIn) };
    case 'missing-body':
      return { ...fact, at: lift(fact.at), assembly: liftAll(fact.assembly) };
    case 'rejected':
      return { ...fact, at: lift(fact.at) };
  }
}

/** Findings as the root sees them, with paths relative to it; what is outside of it is left out. */
export function rebase(findings: readonly Finding[], prefix: string): readonly Finding[] {
  if (prefix === '') return findings;
  const inside = (file: string): boolean => file.startsWith(prefix);
  const short = <T extends { readonly file: string }>(at: T): T => ({
    ...at,
    file: at.file.slice(prefix.length),
  });
  const shortFix = (fix: Fix): Fix => ({ ...fix, edits: fix.edits.map(short) });
  return findings
    .filter((finding) => inside(finding.file))
    .map((finding) => ({
      ...short(finding),
      fixes: finding.fixes.filter((fix) => fix.edits.every((edit) => inside(edit.file))).map(shortFix),
    }));
}

/**
 * The nearest go.work at or above the root, else the nearest go.mod; a folder
 * of a GOPATH belongs to its repository. Nothing above a repository's root counts.
 */
export function enclosingTree(root: string): string {
  let module: string | undefined;
  for (let dir = root; ; dir = dirname(dir)) {
    if (existsSync(join(dir, 'go.work'))) return dir;
    if (module === undefined && existsSync(join(dir, 'go.mod'))) module = dir;
    if (existsSync(join(dir, '.git'))) {
      return module ?? (importPathInGopath(root) === undefined ? root : dir);
    }
    if (dirname(dir) === dir) return module ?? root;
  }
}

function targetOf(goarch: string): Target {
  const target = findTarget(goarch);
  if (!target) throw new Error(`unknown GOARCH ${goarch}`);
  return target;
}
