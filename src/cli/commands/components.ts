import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { buildOrder, failedNeed } from '../../core/manifest/buildOrder';
import { plainComponent, type Component } from '../../core/manifest/manifest';
import { planOf, type ComponentAction, type PlanInput } from '../../core/plan/componentPlans';
import { programPlan } from '../../core/plan/programPlan';
import { printCommand, printPlan } from '../../core/plan/printPlan';
import type { Plan, Step } from '../../core/plan/plan';
import { resolveToolchain } from '../../node/resolveToolchain';
import { runComponent } from '../../node/runComponent';
import { runPlan, succeeded, type RunEvents, type RunOptions, type StepResult } from '../../node/runPlan';
import { CliError, exitCodes, type CliContext } from '../io';
import type { ToolOptions } from '../options';
import { componentNamed, findWorkspace, hasComponent, targetOf, toolchainOf } from '../workspace';

/**
 * `mips-port build NAME…`, `mips-port test [NAME]`: carries out components'
 * plans one after the other; what they need is built before them. Exits with
 * 1 where one does not succeed.
 */
export async function runComponents(
  action: ComponentAction,
  names: readonly string[],
  options: ToolOptions,
  context: CliContext,
): Promise<number> {
  const workspace = findWorkspace('.', context);
  const components =
    names.length > 0
      ? names.map((name) => componentNamed(name, workspace, context))
      : workspace.manifest.components;
  if (components.length === 0) {
    throw new CliError(context.t('the manifest has no component; mips-port init proposes some'));
  }
  const target = targetOf(options, workspace.manifest, context);
  const wanted = new Set(components.map(({ name }) => name));
  // Tests build nothing of what others need.
  const ordered = action === 'test' ? components : buildOrder(components, workspace.manifest.components);
  const failed = new Set<string>();
  for (const component of ordered) {
    const lacks = failedNeed(component, failed);
    if (lacks !== undefined) {
      const { name } = component;
      context.io.stderr.write(
        `mips-port: ${context.t('{0} is left out: it needs {1}, which failed', name, lacks)}\n`,
      );
      failed.add(name);
      continue;
    }
    const toolchain = await resolveToolchain(
      toolchainOf(options, target),
      join(workspace.root, component.path, component.build.folder),
    );
    const ok = await carryOut(
      wanted.has(component.name) ? action : 'build',
      { root: workspace.root, component, target, toolchain, hosts: workspace.manifest.hosts },
      options,
      context,
    );
    if (!ok) failed.add(component.name);
    if (context.signal.aborted) break;
  }
  return failed.size > 0 ? exitCodes.found : exitCodes.clean;
}

/** `mips-port test NAME`: the tests of a component, or those of a folder. */
export async function runTests(name: string, options: ToolOptions, context: CliContext): Promise<number> {
  return hasComponent(name, context)
    ? runComponents('test', [name], options, context)
    : runTestsOf(name, options, context);
}

/** `mips-port test PATH`: the tests of a folder of a Go module, without a manifest. */
async function runTestsOf(path: string, options: ToolOptions, context: CliContext): Promise<number> {
  const { io, t } = context;
  const folder = resolve(io.cwd, path.replace(/\/?\.\.\.$/, '') || '.');
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new CliError(t('no such component, and no such folder: {0}', path));
  }
  const root = moduleOf(realpathSync(folder));
  const inside = relative(root, realpathSync(folder));
  const pattern = `./${inside === '' ? '' : `${inside}/`}...`;
  const target = targetOf(options, undefined, context);
  const component: Component = {
    ...plainComponent(basename(root)),
    test: { packages: [pattern], args: [], timeout: 1800 },
  };
  const toolchain = await resolveToolchain(toolchainOf(options, target), root);
  const ok = await carryOut('test', { root, component, target, toolchain }, options, context);
  return ok ? exitCodes.clean : exitCodes.found;
}

/** `mips-port run FILE`: an executable of the target under QEMU, with its own arguments; or the program of a component. */
export async function runProgram(
  file: string,
  args: readonly string[],
  options: ToolOptions,
  context: CliContext,
): Promise<number> {
  if (args.length === 0 && hasComponent(file, context)) {
    return runComponents('run', [file], options, context);
  }
  const { io, t } = context;
  const path = resolve(io.cwd, file);
  if (!existsSync(path)) throw new CliError(t('no such component, and no such file: {0}', file));
  const target = targetOf(options, undefined, context);
  const toolchain = await resolveToolchain(toolchainOf(options, target), dirname(path));
  const plan = programPlan({ file: path, args, cwd: io.cwd, target, toolchain });
  if (options.dryRun === true) {
    io.stdout.write(printPlan(plan));
    return exitCodes.clean;
  }
  const results = await runPlan(plan, runOptions(context, io.stderr));
  return succeeded(plan, results) ? exitCodes.clean : exitCodes.found;
}

/** Runs a plan, or prints it for a dry run. */
async function carryOut(
  action: ComponentAction,
  input: PlanInput,
  options: ToolOptions,
  context: CliContext,
): Promise<boolean> {
  const { io, t } = context;
  const planned: Plan = planOf(action, input);
  if (options.dryRun === true) {
    io.stdout.write(printPlan(planned));
    return true;
  }
  if (planned.steps.length === 0) io.stdout.write(`${t('{0}: there is nothing to do', planned.title)}\n`);
  const { ok } = await runComponent(action, input, runOptions(context));
  return ok;
}

/**
 * Tells each step, its output and its result as they come.
 *
 * @param notes Where our own lines go; the programs' output goes to stdout.
 */
export function runOptions(
  { io, t, signal }: CliContext,
  notes = io.stdout,
): RunOptions & { readonly events: RunEvents } {
  return {
    t,
    signal,
    events: {
      onStep: (step) => announce(step, notes),
      onOutput: (text) => io.stdout.write(text),
      onResult: (result) => tell(result, io, notes),
    },
  };
}

function announce(step: Step, notes: CliContext['io']['stdout']): void {
  if (step.kind === 'folder' || step.kind === 'link') return;
  notes.write(`# ${step.title}\n`);
  if (step.kind !== 'verify') notes.write(`$ ${printCommand(step)}\n`);
}

function tell(
  { kind, message, step }: StepResult,
  io: CliContext['io'],
  notes: CliContext['io']['stdout'],
): void {
  if (kind !== 'ok') io.stderr.write(`mips-port: ${step.title}: ${message}\n`);
  else if (message !== '') notes.write(`${message}\n`);
}

/** The folder of the nearest go.mod at or above a folder; the folder itself where there is none. */
function moduleOf(folder: string): string {
  for (let dir = folder; ; dir = dirname(dir)) {
    if (existsSync(join(dir, 'go.mod'))) return dir;
    if (dirname(dir) === dir) return folder;
  }
}
