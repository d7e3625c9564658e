import type { Component } from '../../core/manifest/manifest';
import { outputFolder } from '../../core/plan/componentPlans';
import type { Target } from '../../core/target/targets';
import { readComponentStatus, type ComponentStatus } from '../../node/componentStatus';
import { countFindings, type FindingCounts } from '../../node/findingCounts';
import { createScanSession, type ScanSession } from '../../node/scanSession';
import { exitCodes, type CliContext } from '../io';
import { statusTable } from '../statusTable';
import { findWorkspace, targetOf } from '../workspace';

export interface StatusOptions {
  readonly target?: string;
  readonly format: 'text' | 'json';
  /** False to look for nothing in the sources. */
  readonly findings: boolean;
}

/** A component with all that its row says. */
export interface StatusRow extends ComponentStatus {
  readonly component: Component;
  /** Undefined where there are no sources, or where none were asked for. */
  readonly findings: FindingCounts | undefined;
}

/**
 * `mips-port status`: how each component stands, read from git, from its
 * sources, patches and records, and from the ELF headers of its artifacts.
 * Builds and runs nothing, and exits with 0 however it stands.
 */
export async function runStatus(path: string, options: StatusOptions, context: CliContext): Promise<number> {
  const { io, signal, t } = context;
  const { root, manifest } = findWorkspace(path, context);
  const target = targetOf(options, manifest, context);
  const counts = await findingCounts(root, options.findings ? manifest.components : [], target, context);
  const rows: StatusRow[] = [];
  // One after the other: each asks git several things at once.
  for (const component of manifest.components) {
    rows.push({
      component,
      findings: counts.get(component.path),
      ...(await readComponentStatus({ root, component, target }, { signal, t })),
    });
  }
  if (options.format === 'json') {
    const components = rows.map((row) => jsonOf(row, target));
    io.stdout.write(`${JSON.stringify({ version: 1, target: target.goarch, root, components }, null, 2)}\n`);
  } else io.stdout.write(statusTable(rows, target.goarch, t));
  return exitCodes.clean;
}

function jsonOf({ build, component, findings, patches, source, state }: StatusRow, target: Target): unknown {
  const { artifacts, compiledAt, smoke, tests } = state;
  return {
    name: component.name,
    path: component.path,
    kind: component.kind,
    output: outputFolder(component, target),
    source: source.kind === 'git' ? { kind: source.kind, ...source.state } : source,
    findings: findings ?? null,
    patches,
    artifacts,
    build: build ?? null,
    smoke: smoke ?? null,
    compiledAt: compiledAt ?? null,
    tests: tests ?? null,
  };
}

/** What a scan finds in the sources of components, by their paths; sources that several share are read once. */
async function findingCounts(
  root: string,
  components: readonly Component[],
  target: Target,
  { signal, t }: CliContext,
): Promise<ReadonlyMap<string, FindingCounts>> {
  let session: Promise<ScanSession> | undefined;
  const options = {
    target: target.goarch,
    t,
    signal,
    session: () => (session ??= createScanSession()),
  };
  const counts = new Map<string, FindingCounts>();
  for (const path of new Set(components.map((component) => component.path))) {
    const found = await countFindings(root, path, options);
    if (found) counts.set(path, found);
  }
  return counts;
}
