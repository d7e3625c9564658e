import type * as vscode from 'vscode';
import type { Finding } from '../core/types';

/** A finding as trees hand it to commands. */
export interface FindingRef {
  readonly uri: vscode.Uri;
  readonly finding: Finding;
  /** Title of the fix that is meant; where it is absent the user chooses. */
  readonly fix?: string;
}

export function isFindingRef(value: unknown): value is FindingRef {
  return typeof value === 'object' && value !== null && 'uri' in value && 'finding' in value;
}
