import type { Finding } from '../../core/types';
import { isInComponent } from '../componentId';
import type { FindingStore } from '../findingStore';
import type { ComponentRef } from '../manifests';

/** The findings of one rule in a component. */
export interface RuleCount {
  readonly rule: string;
  readonly count: number;
  /** Those that break the build or the program on the target. */
  readonly errors: number;
  /** Those with a fix. */
  readonly fixable: number;
}

export interface FindingCounts {
  readonly errors: number;
  readonly findings: number;
  /** By rule, the one with most errors first. */
  readonly rules: readonly RuleCount[];
}

/** Counts what the store knows of a component's folder. */
export function countFindings(findings: FindingStore, ref: ComponentRef): FindingCounts {
  const inside = findings
    .all()
    .filter(({ root, file }) => isInComponent(ref, root, file))
    .flatMap((entry) => entry.findings);
  const byRule = new Map<string, Finding[]>();
  for (const finding of inside) byRule.set(finding.rule, [...(byRule.get(finding.rule) ?? []), finding]);
  const rules = [...byRule].map(([rule, all]) => ({
    rule,
    count: all.length,
    errors: all.filter(isError).length,
    fixable: all.filter(({ fixes }) => fixes.length > 0).length,
  }));
  rules.sort((a, b) => b.errors - a.errors || b.count - a.count || (a.rule < b.rule ? -1 : 1));
  return {
    errors: rules.reduce((sum, { errors }) => sum + errors, 0),
    findings: inside.length,
    rules,
  };
}

function isError({ certainty, severity }: Finding): boolean {
  return severity === 'error' && certainty !== 'likely';
}
