import type { Severity } from '../core/types';

export const formats = ['text', 'json', 'sarif', 'markdown'] as const;
export const severities = ['error', 'warning', 'never'] as const;

/** Options that every command which reads sources takes. */
export interface SourceOptions {
  readonly target: string;
  readonly rule?: readonly string[];
  readonly without?: readonly string[];
  readonly tags?: readonly string[];
  readonly vendor?: boolean;
  /** Whether the judge checks what the tree depends on, too. */
  readonly deps?: boolean;
  readonly go?: string;
  readonly allowNetwork?: boolean;
}

export interface ScanCommandOptions extends SourceOptions {
  readonly format: (typeof formats)[number];
  readonly failOn: (typeof severities)[number];
  readonly check?: boolean;
  /** A file whose findings are left out. */
  readonly baseline?: string;
  /** A file that the findings are written to. */
  readonly writeBaseline?: string;
}

export interface FixOptions extends SourceOptions {
  readonly all?: boolean;
  readonly dryRun?: boolean;
  readonly check?: boolean;
  readonly verify?: boolean;
}

/** Options of commands that build for the target or run its programs. */
export interface ToolOptions {
  /** The manifest's where absent. */
  readonly target?: string;
  readonly go?: string;
  readonly cc?: string;
  readonly qemu?: string;
  readonly qemuArg?: readonly string[];
  readonly asyncPreemptOff?: boolean;
  readonly allowNetwork?: boolean;
  readonly dryRun?: boolean;
}

const ranks: Readonly<Record<Severity | 'never', number>> = { info: 0, warning: 1, error: 2, never: 3 };

/** Whether a finding of this severity makes the command exit with 1. */
export function failsOn(severity: Severity, failOn: ScanCommandOptions['failOn']): boolean {
  return ranks[severity] >= ranks[failOn];
}
