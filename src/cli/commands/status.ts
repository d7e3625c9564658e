import { outputFolder } from '../../core/plan/componentPlans';
import { readComponentState, type ArtifactState, type ComponentState } from '../../node/componentState';
import { exitCodes, type CliContext } from '../io';
import { findWorkspace, targetOf } from '../workspace';

export interface StatusOptions {
  readonly target?: string;
  readonly format: 'text' | 'json';
}

/**
 * `mips-port status`: how each component stands, read from its artifacts' ELF
 * headers and its build record. Starts no program, and exits with 0 however it stands.
 */
export async function runStatus(path: string, options: StatusOptions, context: CliContext): Promise<number> {
  const { io, t } = context;
  const { root, manifest } = findWorkspace(path, context);
  const target = targetOf(options, manifest, context);
  const rows = await Promise.all(
    manifest.components.map(async (component) => ({
      component,
      state: await readComponentState({ root, component, target }),
    })),
  );
  if (options.format === 'json') {
    const components = rows.map(({ component: { kind, name, path: folder }, component, state }) => ({
      name,
      path: folder,
      kind,
      output: outputFolder(component, target),
      artifacts: state.artifacts,
      smoke: state.smoke ?? null,
      compiledAt: state.compiledAt ?? null,
    }));
    io.stdout.write(`${JSON.stringify({ version: 1, target: target.goarch, root, components }, null, 2)}\n`);
    return exitCodes.clean;
  }
  const lines = rows.map(({ component, state }) => [
    component.name,
    component.path,
    summaryOf(state, target.goarch, t),
  ]);
  const widths = [0, 1].map((column) => Math.max(0, ...lines.map((line) => (line[column] ?? '').length)));
  for (const [name = '', folder = '', summary = ''] of lines) {
    io.stdout.write(`${name.padEnd(widths[0] ?? 0)}  ${folder.padEnd(widths[1] ?? 0)}  ${summary}\n`);
  }
  return exitCodes.clean;
}

function summaryOf(
  { artifacts, compiledAt, smoke }: ComponentState,
  goarch: string,
  t: CliContext['t'],
): string {
  if (artifacts.length === 0) {
    return compiledAt === undefined ? t('not compiled') : t('compiled for {0}', goarch);
  }
  const kinds = new Set(artifacts.map(({ kind }) => kind));
  const worst = (['missing', 'not-elf', 'foreign', 'built'] as const).find((kind) => kinds.has(kind));
  const build = describeArtifact(worst ?? 'missing', goarch, t);
  if (!smoke) return build;
  return `${build}, ${smoke.passed ? t('smoke run passed') : t('smoke run failed: {0}', smoke.message)}`;
}

function describeArtifact(kind: ArtifactState['kind'], goarch: string, t: CliContext['t']): string {
  switch (kind) {
    case 'missing':
      return t('not built');
    case 'not-elf':
      return t('not an ELF file');
    case 'foreign':
      return t('not for {0}', goarch);
    case 'built':
      return t('{0} ELF', goarch);
  }
}
