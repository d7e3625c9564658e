import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { rules } from '../../src/core/rules';
import { english } from '../../src/core/l10n';
import { isVendored, packagesToScan } from '../../src/core/scan/scanPackages';
import { readAbiTables } from '../../src/node/abiData';
import { loadGoParser } from '../../src/node/goParser';
import { createJudge, type Judge, type JudgeResult } from '../../src/node/judge/judge';
import { createOpenTree, type OpenTree } from '../../src/node/openTree';
import { readCandidates } from '../../src/node/readCandidates';
import { createScanSession, type ScanSession } from '../../src/node/scanSession';
import { walkTree } from '../../src/node/walk';
import { compareTiers, type Comparison, type Judged } from './accuracy/compare';
import { compile, toolchainFor } from './accuracy/compiler';
import { missReasons } from './accuracy/reasons';
import { printComparison, printCompiler, printTotals } from './accuracy/print';
import { compareWithCompiler } from './accuracy/verdicts';

const host = 'amd64';
const target = 'mips64le';

/** What the command line of the bench says. */
interface Options {
  readonly dirs: readonly string[];
  readonly compiler: boolean;
  readonly cgo: boolean;
  /** Whether vendored packages are compared too. */
  readonly vendor: boolean;
}

/**
 * Holds tier 0 against the judge, and the judge against the compiler, on whole
 * trees. Arguments: folders; `--no-compiler` leaves the second half out,
 * `--no-cgo` builds without cgo, `--vendor` holds tier 0 and the judge together
 * on vendored packages as well.
 */
export async function run(args: readonly string[]): Promise<void> {
  const options: Options = {
    dirs: args.filter((arg) => !arg.startsWith('--')),
    compiler: !args.includes('--no-compiler'),
    cgo: !args.includes('--no-cgo'),
    vendor: args.includes('--vendor'),
  };
  if (options.dirs.length === 0) throw new Error('name the folders to compare on');
  const scratch = mkdtempSync(join(tmpdir(), 'mips-port-accuracy-'));
  const judge = createJudge({
    storageDir: scratch,
    trusted: () => true,
    gocheckSourceDir: join(__dirname, 'gocheck'),
    t: english,
  });
  const session = await createScanSession();
  const all: Comparison[] = [];
  try {
    for (const dir of options.dirs) {
      const comparison = await compareTree(realpathSync(resolve(dir)), { judge, session, scratch }, options);
      if (comparison) all.push(comparison);
    }
    if (all.length > 1) printTotals(all);
  } finally {
    await judge.dispose();
    rmSync(scratch, { recursive: true, force: true });
  }
}

interface Tools {
  readonly judge: Judge;
  readonly session: ScanSession;
  /** A folder for what is built and linked. */
  readonly scratch: string;
}

async function compareTree(root: string, tools: Tools, options: Options): Promise<Comparison | undefined> {
  const { judge, session, scratch } = tools;
  console.log(`\n${root}`);
  const outcome = await judge.check({ root, host, target, cgo: options.cgo, vendor: options.vendor });
  if (outcome.kind === 'unavailable') {
    console.log(`  the judge: ${outcome.message}`);
    return undefined;
  }
  const { result } = outcome;
  const scanOptions = { root, host, target, keepIgnored: true, vendor: options.vendor };
  const scanned = session.scan(scanOptions);
  const judged = result.facts.flatMap((fact): readonly Judged[] =>
    session.explain(scanOptions, [fact]).map((finding) => ({ fact, finding })),
  );
  const comparison = compareTiers(scanned.findings, judged, result.checkedFiles);
  const tree = createOpenTree({ root, host, target }, await loadGoParser(), readAbiTables());
  try {
    const reasonOf = missReasons(tree, pickedDirs(root, tree, options.vendor));
    printComparison(comparison, result, scanned.stats, reasonOf);
    if (options.compiler) await compareCompiler(root, result, tree, scratch, options.cgo);
  } finally {
    tree.go.dispose();
  }
  return comparison;
}

/** The folders that a scan looks at closely. */
function pickedDirs(root: string, tree: OpenTree, vendor: boolean): readonly string[] {
  const files = walkTree(root).files.filter((file) => vendor || !isVendored(file));
  const { goFiles } = readCandidates(root, files, { abi: readAbiTables(), host, target, rules });
  return packagesToScan(
    tree.go,
    { candidates: goFiles.map((file) => tree.prefix + file) },
    () => true,
    () => undefined,
  );
}

async function compareCompiler(
  root: string,
  { facts }: JudgeResult,
  tree: OpenTree,
  scratch: string,
  cgo: boolean,
): Promise<void> {
  const toolchain = await toolchainFor(root, scratch);
  if (!toolchain) {
    console.log('  the compiler: no Go loads this tree');
    return;
  }
  const onTarget = await compile(toolchain, root, target, toolchain.layout.patterns, cgo);
  const broken = onTarget.units.filter(({ errors }) => errors.length > 0);
  // What the target accepts cannot be the target's alone.
  const patterns = [...new Set(broken.map(({ name }) => name.replace(/ \[.*$/, '').replace(/_test$/, '')))];
  const onHost = patterns.length > 0 ? await compile(toolchain, root, host, patterns, cgo) : undefined;
  const verdicts = compareWithCompiler(onTarget.units, onHost?.units ?? [], facts, tree);
  printCompiler(verdicts, onTarget, onHost, facts, toolchain.go.version);
}
