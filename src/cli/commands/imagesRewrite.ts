import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { unifiedDiff } from '../../core/fix';
import { rewriteYaml, type RewriteProblem, type RewriteRules } from '../../core/images/rewrite/rewriteYaml';
import { replacementsOf, rewriteFiles, type RewrittenFile } from '../../node/deliver/rewriteFiles';
import { replaceFiles } from '../../node/replaceFiles';
import { deliverySetup, type MappingOptions } from '../deliverySources';
import { CliError, exitCodes, type CliContext } from '../io';

export interface RewriteOptions extends MappingOptions {
  readonly keepPullPolicy?: boolean;
  readonly dryRun?: boolean;
}

/**
 * `mips-port images rewrite`: registries, tags, pull policies and node
 * selectors of Kubernetes YAML. Exits with 1 where a file could not be read as
 * YAML; the others are rewritten all the same.
 */
export function runImagesRewrite(
  paths: readonly string[],
  options: RewriteOptions,
  context: CliContext,
): number {
  const { io, t, signal } = context;
  const rules = rulesOf(options, context);
  if (paths.includes('-')) {
    if (paths.length > 1) throw new CliError(t('- is the only path where it is given'));
    return rewriteInput(rules, context);
  }
  const places = paths.map((name) => ({ name, path: resolve(io.cwd, name) }));
  const files = rewriteFiles(places, rules, { t, signal });
  const dry = options.dryRun === true;
  if (!dry) {
    const failures = replaceFiles(replacementsOf(files), t);
    if (failures.length > 0) throw new CliError(failures.join('\nmips-port: '));
  }
  if (options.format === 'json') io.stdout.write(json(files, rules, dry));
  else if (dry) printDiff(files, context);
  else printText(files, context);
  return hasErrors(files.flatMap(({ problems }) => problems)) ? exitCodes.found : exitCodes.clean;
}

function rulesOf(options: RewriteOptions, context: CliContext): RewriteRules {
  const { workspace, target, mapping } = deliverySetup(options, context);
  return {
    ...mapping,
    host: workspace?.manifest.host ?? 'amd64',
    target: target.goarch,
    pullPolicy: options.keepPullPolicy !== true,
  };
}

/** As a filter: what `helm template` prints comes in, and goes out for the target. */
function rewriteInput(rules: RewriteRules, context: CliContext): number {
  const { text, problems } = rewriteYaml(readFileSync(0, 'utf8'), rules, context.t);
  context.io.stdout.write(text);
  printProblems('-', problems, context);
  return hasErrors(problems) ? exitCodes.found : exitCodes.clean;
}

function json(files: readonly RewrittenFile[], rules: RewriteRules, dryRun: boolean): string {
  const listed = files.map(({ file, changes, problems }) => ({ file, changes, problems }));
  return `${JSON.stringify({ version: 1, target: rules.target, dryRun, files: listed }, undefined, 2)}\n`;
}

function printDiff(files: readonly RewrittenFile[], context: CliContext): void {
  context.io.stdout.write(
    unifiedDiff(files.map(({ file, before, text }) => ({ file, before, after: text }))),
  );
  for (const { file, problems } of files) printProblems(file, problems, context);
}

function printText(files: readonly RewrittenFile[], context: CliContext): void {
  const { io, t } = context;
  let count = 0;
  for (const { file, changes, problems } of files) {
    for (const { line, column, before, after } of changes) {
      count++;
      const change = before === '' ? t('imagePullPolicy: {0} added', after) : `${before} → ${after}`;
      io.stdout.write(`${file}:${line}:${column}: ${change}\n`);
    }
    printProblems(file, problems, context);
  }
  const changed = files.filter(({ changes }) => changes.length > 0).length;
  io.stdout.write(`${t('Values changed: {0}; files changed: {1}.', count, changed)}\n`);
}

function printProblems(file: string, problems: readonly RewriteProblem[], { io }: CliContext): void {
  for (const { line, column, message } of problems) {
    io.stderr.write(`${file}:${line}:${column}: ${message}\n`);
  }
}

function hasErrors(problems: readonly RewriteProblem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}
