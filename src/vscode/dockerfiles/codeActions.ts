import * as vscode from 'vscode';
import type { ConvertedFiles } from '../../core/images/convert/convertAll';
import type { Edit } from '../../core/types';
import { commands } from '../contributions';
import { answersOf, convertPaths, openBase, openQuestions } from '../conversion';
import { toEditorRange } from '../ranges';
import { scopeOf, uriOf, type Scope } from '../scopes';
import type { Services } from '../services';

/** Rules whose findings a conversion answers. */
const answered: ReadonlySet<unknown> = new Set(['image-base', 'package-manager', 'literal-architecture']);

/**
 * Offers to convert the Dockerfile in the editor to Debian for the target where
 * a finding says that it does not work there. What needs no answer and changes
 * nothing but this file is done at once; the rest is asked, and shown as a diff
 * first, by the command that converts Dockerfiles.
 */
export class ConvertProvider implements vscode.CodeActionProvider {
  constructor(
    private readonly services: Pick<Services, 'analysis' | 'log' | 'manifests'>,
    private readonly isWanted: (document: vscode.TextDocument) => boolean,
  ) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics, only }: vscode.CodeActionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeAction[]> {
    const scope = scopeOf(document.uri);
    const about = diagnostics.filter(({ code }) => typeof code === 'object' && answered.has(code.value));
    if (!scope?.folder || about.length === 0 || !this.isWanted(document)) return [];
    if (only && !only.contains(vscode.CodeActionKind.QuickFix)) return [];
    try {
      const { services } = this;
      const { goarch } = services.manifests.targetOf(scope.folder.uri);
      const answers = await answersOf(services, scope.folder);
      const converted = await convertPaths(services, scope.folder, [scope.file], answers);
      if (token.isCancellationRequested || converted.changes.length === 0) return [];
      const title = vscode.l10n.t('Convert this Dockerfile to Debian for {0}', goarch);
      const asks = isOpen(converted) || openBase(converted, answers, goarch) !== undefined;
      const edits = converted.conversions.flatMap(({ conversion }) => conversion.edits);
      const isHere = edits.every(({ file }) => file === scope.file);
      const whole = asks || !isHere ? commandAction(title, document.uri) : editAction(title, scope, edits);
      whole.diagnostics = about;
      const place = placeAction(scope, range, converted);
      return place ? [whole, place] : [whole];
    } catch (error) {
      this.services.log.error('converting', document.uri.fsPath, error);
      return [];
    }
  }
}

function isOpen(converted: ConvertedFiles): boolean {
  return openQuestions(converted, 'base').length + openQuestions(converted, 'package').length > 0;
}

/** Converts what is at the cursor alone; undefined where that is everything, nothing, or has to be asked. */
function placeAction(
  { file, root }: Scope,
  range: vscode.Range,
  { conversions }: ConvertedFiles,
): vscode.CodeAction | undefined {
  const all = conversions.flatMap(({ conversion }) => conversion.edits);
  const isAtCursor = (place: Omit<Edit, 'newText'>): boolean =>
    place.file === file && toEditorRange(place).intersection(range) !== undefined;
  const here = all.filter(isAtCursor);
  if (here.length === 0 || here.length === all.length) return undefined;
  if (conversions.some(({ conversion }) => conversion.questions.some(isAtCursor))) return undefined;
  return editAction(vscode.l10n.t('Convert this place for Debian'), { root }, here);
}

function editAction(title: string, { root }: Pick<Scope, 'root'>, edits: readonly Edit[]): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  for (const edit of edits) action.edit.replace(uriOf(root, edit.file), toEditorRange(edit), edit.newText);
  return action;
}

/** An action that asks, or shows its changes, before it makes them. */
function commandAction(what: string, uri: vscode.Uri): vscode.CodeAction {
  const title = vscode.l10n.t('{0}…', what);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { command: commands.convertDockerfiles, title, arguments: [uri] };
  return action;
}
