import * as vscode from 'vscode';
import type { UpstreamStateName } from '../core/patches/series';

/** Where a patch stands upstream, in the user's language. */
export function upstreamStateName(state: UpstreamStateName): string {
  switch (state) {
    case 'not-sent':
      return vscode.l10n.t('not sent');
    case 'sent':
      return vscode.l10n.t('sent');
    case 'merged':
      return vscode.l10n.t('merged');
    case 'dropped':
      return vscode.l10n.t('dropped');
    case 'local':
      return vscode.l10n.t('kept local');
  }
}
