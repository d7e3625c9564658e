import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { matchGlobs } from '../core/glob';
import { makeTranslate } from '../core/l10n';
import { compareFindings } from '../core/order';
import { rules } from '../core/rules';
import type { HoverInfo } from '../core/scan/hover';
import { parentOf } from '../core/go/paths';
import { hoverAt } from '../core/scan/hoverAt';
import { withoutIgnored } from '../core/scan/ignoreComments';
import {
  isVendored,
  packagesToScan,
  scanBinaryFile,
  scanPackage,
  scanTextFile,
  type ReadBefore,
} from '../core/scan/scanPackages';
import type { Finding, ScanResult, Skipped } from '../core/types';
import type { Fact } from '../core/go/facts';
import type { GoParser } from '../core/go/syntax';
import type { AbiTables } from '../core/target/abi';
import { readAbiTables } from './abiData';
import { CancelledError } from './cancelled';
import type { ScanOptions, ScanProgress } from './engine';
import { loadGoParser } from './goParser';
import { createOpenTree, enclosingTree, liftFact, rebase, type OpenTree } from './openTree';
import { readCandidates, type Candidates } from './readCandidates';
import { sayVendored } from './vendoredModules';
import { walkTree } from './walk';

export interface ScanHooks {
  /** Looked at between packages; true ends the scan with a CancelledError. */
  readonly cancelled?: () => boolean;
  readonly progress?: (progress: ScanProgress) => void;
}

/** Tier 0, synchronous: for a worker thread or the command line. */
export interface ScanSession {
  scan(options: ScanOptions, hooks?: ScanHooks): ScanResult;
  scanFile(options: ScanOptions, file: string, text?: string): readonly Finding[];
  hover(
    options: ScanOptions,
    file: string,
    line: number,
    column: number,
    text?: string,
  ): HoverInfo | undefined;
  explain(options: ScanOptions, facts: readonly Fact[]): readonly Finding[];
}

/** How often progress is told, in packages. */
const progressStep = 20;

/** Loads the parser and the ABI tables, once for all that the session scans. */
export async function createScanSession(): Promise<ScanSession> {
  return new Session(await loadGoParser(), readAbiTables());
}

class Session implements ScanSession {
  /** Trees of roots whose single files were asked for; the key is made of the options. */
  private readonly open = new Map<string, OpenTree>();

  constructor(
    private readonly parser: GoParser,
    private readonly abi: AbiTables,
  ) {}

  scan(options: ScanOptions, hooks: ScanHooks = {}): ScanResult {
    const started = performance.now();
    const only = statSync(options.root).isFile() ? basename(options.root) : undefined;
    const root = only === undefined ? options.root : dirname(options.root);
    const checkCancelled = (): void => {
      if (hooks.cancelled?.() === true) throw new CancelledError();
    };
    const t = makeTranslate(options.l10n);
    const excluded = matchGlobs(options.exclude ?? []);
    const walked = walkTree(root, { t, checkCancelled });
    const chosen = (file: string): boolean => !excluded(file) && (only === undefined || file === only);
    const files: string[] = [];
    const others: string[] = [];
    let whole = enclosingTree(walked.root) === walked.root;
    for (const file of walked.files) {
      const vendored = isVendored(file);
      const wanted = chosen(file);
      (wanted && (options.vendor === true || !vendored) ? files : others).push(file);
      if (!wanted && !vendored) whole = false;
    }
    const candidates = readCandidates(walked.root, files, {
      abi: this.abi,
      host: options.host ?? 'amd64',
      target: options.target,
      rules: activeRules(options),
      others,
      whole,
      t,
      checkCancelled,
    });
    // Of these folders not every file was read.
    const partial = new Set(others.filter((file) => file.endsWith('.go')).map(parentOf));
    const tree = createOpenTree({ ...options, root: walked.root }, this.parser, this.abi, {
      folders: walked.folders,
      isAlike: (dir) => candidates.isAlike(dir),
      importsOf: (dir) => (partial.has(dir) ? undefined : candidates.imports.get(dir)),
    });
    try {
      const findings = this.scanTree(tree, files, readBefore(candidates, partial, tree.prefix), {
        ...hooks,
        checkCancelled,
      });
      return {
        target: options.target,
        root: walked.root,
        stats: {
          files: files.length,
          goFiles: candidates.goFileCount,
          bytes: candidates.bytes,
          milliseconds: Math.round(performance.now() - started),
        },
        findings: findings.filter((finding) => chosen(finding.file)).sort(compareFindings),
        skipped: [...walked.skipped, ...candidates.skipped]
          .filter(({ file }) => !excluded(file))
          .sort(bySkippedFile),
      };
    } finally {
      tree.go.dispose();
    }
  }

  scanFile(options: ScanOptions, file: string, text?: string): readonly Finding[] {
    const tree = this.openTree(options);
    const path = tree.prefix + file;
    tree.setText(path, text);
    if (options.vendor !== true && isVendored(file)) return [];
    const active = activeRules(options);
    const findings = file.endsWith('.go')
      ? scanPackage(parentOf(path), tree.go, active, tree.context, path)
      : this.scanText(tree, path, active);
    return shown(findings, tree).filter((finding) => finding.file === file);
  }

  hover(
    options: ScanOptions,
    file: string,
    line: number,
    column: number,
    text?: string,
  ): HoverInfo | undefined {
    if (!file.endsWith('.go')) return undefined;
    const tree = this.openTree(options);
    const path = tree.prefix + file;
    tree.setText(path, text);
    const { host, target } = tree.context;
    const hover = hoverAt(
      { tree: tree.go, abi: this.abi, host, target, t: tree.context.t },
      path,
      line,
      column,
    );
    tree.go.trim();
    return hover;
  }

  explain(options: ScanOptions, facts: readonly Fact[]): readonly Finding[] {
    const tree = this.openTree(options);
    const excluded = matchGlobs(options.exclude ?? []);
    const active = activeRules(options);
    const findings = facts
      .map((fact) => liftFact(fact, tree.prefix))
      .flatMap((fact) => active.flatMap((rule) => rule.fromFact?.(fact, tree.context) ?? []));
    return shown(findings, tree)
      .filter(({ file }) => !excluded(file))
      .sort(compareFindings);
  }

  private scanTree(
    tree: OpenTree,
    files: readonly string[],
    read: ReadBefore,
    hooks: ScanHooks & { readonly checkCancelled: () => void },
  ): readonly Finding[] {
    const active = activeRules(tree.options);
    const { prefix } = tree;
    const inside = (dir: string): boolean => prefix === '' || `${dir}/`.startsWith(prefix);
    const vendored = (dir: string): boolean =>
      tree.options.vendor !== true && isVendored(`${dir}/`.slice(prefix.length));
    const dirs = packagesToScan(tree.go, read, (dir) => inside(dir) && !vendored(dir), hooks.checkCancelled);
    const others = files.filter((file) => !file.endsWith('.go'));
    const ofTexts = active.filter((rule) => rule.wantsFile !== undefined);
    const ofBinaries = active.filter((rule) => rule.wantsBinary !== undefined);
    const texts: string[] = [];
    const binaries: string[] = [];
    for (const file of others) {
      const path = prefix + file;
      if (ofTexts.some((rule) => rule.wantsFile?.(path) === true)) texts.push(path);
      if (ofBinaries.some((rule) => rule.wantsBinary?.(path) === true)) binaries.push(path);
    }
    const total = dirs.length + texts.length + binaries.length;
    const found: Finding[] = [];
    let done = 0;
    const step = (): void => {
      hooks.checkCancelled();
      if (done % progressStep === 0) hooks.progress?.({ done, total });
      done++;
    };
    for (const dir of dirs) {
      step();
      found.push(...scanPackage(dir, tree.go, active, tree.context));
    }
    for (const file of texts) {
      step();
      found.push(...this.scanText(tree, file, active));
    }
    for (const file of binaries) {
      step();
      found.push(...scanBinaryFile(file, active, tree.context));
    }
    hooks.progress?.({ done: total, total });
    return shown(found, tree);
  }

  private scanText(tree: OpenTree, path: string, active: typeof rules): readonly Finding[] {
    const text = tree.context.files.readText(path);
    return text === undefined ? [] : scanTextFile(path, text, active, tree.context);
  }

  private openTree(options: ScanOptions): OpenTree {
    const key = JSON.stringify(options);
    const known = this.open.get(key);
    if (known) return known;
    // Other settings for the same root take the place of the old ones.
    for (const [otherKey, other] of this.open) {
      if (other.options.root !== options.root) continue;
      other.go.dispose();
      this.open.delete(otherKey);
    }
    const tree = createOpenTree(options, this.parser, this.abi);
    this.open.set(key, tree);
    return tree;
  }
}

/** What was read below a root, as the tree around it sees it. */
function readBefore(candidates: Candidates, partial: ReadonlySet<string>, prefix: string): ReadBefore {
  const { goFiles, imports } = candidates;
  const inRoot = (path: string): string => path.slice(prefix.length);
  return {
    candidates: goFiles.map((file) => prefix + file),
    importsOf: (dir) => {
      if (!`${dir}/`.startsWith(prefix)) return undefined;
      const own = inRoot(dir);
      return partial.has(own) ? undefined : imports.get(own);
    },
  };
}

/** A tree's findings as its root and the user's settings want them, without those that comments silence. */
function shown(findings: readonly Finding[], tree: OpenTree): readonly Finding[] {
  const { context, options, prefix } = tree;
  const wanted =
    options.keepIgnored === true
      ? findings
      : withoutIgnored(findings, (file) => context.files.readText(file));
  const told = sayVendored(wanted, (path) => context.files.readText(path), context.t);
  return rebase(told, prefix).map((finding) => {
    const level = options.levels?.[finding.rule];
    const messageInEnglish = tree.inEnglish(finding.message);
    return {
      ...finding,
      ...(level !== undefined && level !== 'off' && { severity: level }),
      ...(messageInEnglish !== finding.message && { messageInEnglish }),
    };
  });
}

function activeRules(options: ScanOptions): typeof rules {
  return rules.filter(
    ({ id }) => options.levels?.[id] !== 'off' && (options.rules === undefined || options.rules.includes(id)),
  );
}

function bySkippedFile(a: Skipped, b: Skipped): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : 0;
}
