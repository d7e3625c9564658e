import * as vscode from 'vscode';
import type { HoverInfo } from '../../core/scan/hover';
import { toEditorRange } from '../ranges';
import { scopeOf } from '../scopes';
import type { Services } from '../services';

/** Hovers over names of `syscall` and `x/sys/unix`, and over values whose type differs. */
export function register({ analysis, log }: Services): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { scheme: 'file', language: 'go' },
    {
      async provideHover(document, position, token) {
        const scope = scopeOf(document.uri);
        if (!scope) return undefined;
        try {
          const info = await analysis.engine.hover(
            analysis.options(scope),
            scope.file,
            position.line + 1,
            position.character + 1,
            document.getText(),
          );
          if (!info || token.isCancellationRequested) return undefined;
          return new vscode.Hover(new vscode.MarkdownString(hoverMarkdown(info)), toEditorRange(info.range));
        } catch (error) {
          log.error('hover', document.uri.fsPath, error);
          return undefined;
        }
      },
    },
  );
}

/** The table: host and target by name, then every other GOARCH; what a GOARCH lacks is a dash. */
function hoverMarkdown(info: HoverInfo): string {
  const role = { host: vscode.l10n.t('host'), target: vscode.l10n.t('target'), other: '' };
  const rows = info.rows.map(({ goarch, role: kind, value }) => {
    const name = kind === 'other' ? goarch : `**${goarch}**`;
    return `| ${name} | ${role[kind]} | ${value === undefined ? '–' : code(value)} |`;
  });
  return [
    `**${escape(info.title)}**`,
    '',
    `| GOARCH | | ${vscode.l10n.t('value or type')} |`,
    '| :-- | :-- | :-- |',
    ...rows,
    '',
    `_${escape(info.source)}_`,
  ].join('\n');
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>]/g, '\\$&');
}
