import type * as vscode from 'vscode';
import type { Finding } from '../core/types';

/** A finding as trees hand it to commands. */
export interface FindingRef {
  readonly uri: vscode.Uri;
  readonly finding: Finding;
}

export function isFindingRef(value: unknown): value is FindingRef {
  return typeof value === 'object' && value !== null && 'uri' in value && 'finding' in value;
}
