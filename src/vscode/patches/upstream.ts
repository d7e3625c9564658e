import * as vscode from 'vscode';
import { upstreamStates, type UpstreamState, type UpstreamStateName } from '../../core/patches/series';
import { setUpstream } from '../../node/patches/editSeries';
import { commands } from '../contributions';
import { seriesContext } from '../seriesContext';
import { runCommand, type Services } from '../services';
import { upstreamStateName } from '../upstreamStates';
import { choosePatch } from './choose';

/** Asks where a patch stands upstream and keeps it in the series. Starts no process. */
export async function setState(services: Services, argument: unknown): Promise<void> {
  const found = await choosePatch(services, argument, vscode.l10n.t('Where does which patch stand?'));
  if (!found) return;
  const { entry, name } = found.patch;
  const upstream = await askState(name, entry.upstream);
  if (!upstream) return;
  const context = seriesContext(services.manifests, found.component);
  const result = setUpstream(context, name, upstream);
  if (result.kind === 'invalid') void vscode.window.showErrorMessage(result.message);
  if (result.kind === 'failed') void vscode.window.showErrorMessage(result.reason);
  await runCommand(commands.refreshComponents);
}

/** Opens the address that a patch was sent to. */
export async function openAddress(services: Services, argument: unknown): Promise<void> {
  const found = await choosePatch(services, argument, vscode.l10n.t('Open which patch upstream?'));
  const url = found?.patch.entry.upstream.url;
  if (url !== undefined) await vscode.env.openExternal(vscode.Uri.parse(url));
  else if (found) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} has no address upstream yet.', found.patch.name),
    );
  }
}

async function askState(title: string, now: UpstreamState): Promise<UpstreamState | undefined> {
  const details: Readonly<Record<UpstreamStateName, string>> = {
    'not-sent': vscode.l10n.t('It is still to be sent.'),
    sent: vscode.l10n.t('A pull request, an issue or a mail is there.'),
    merged: vscode.l10n.t('Upstream has it; it is no longer applied.'),
    dropped: vscode.l10n.t('Upstream or you decided against it; it is no longer applied.'),
    local: vscode.l10n.t('It is yours alone, and stays.'),
  };
  const items = upstreamStates.map((state) => ({
    label: upstreamStateName(state),
    description: state === now.state ? vscode.l10n.t('now') : '',
    detail: details[state],
    state,
  }));
  const picked = await vscode.window.showQuickPick(items, { title });
  switch (picked?.state) {
    case 'sent': {
      const url = await askUrl(title, now.url);
      return url === undefined ? undefined : { state: 'sent', url };
    }
    case 'merged': {
      const where = await askWhere(title, now);
      if (where === undefined) return undefined;
      return { state: 'merged', ...(now.url === undefined ? {} : { url: now.url }), ...where };
    }
    case 'dropped':
    case 'local':
    case 'not-sent':
      return {
        state: picked.state,
        ...(now.url === undefined || picked.state === 'not-sent' ? {} : { url: now.url }),
      };
    case undefined:
      return undefined;
  }
}

function askUrl(title: string, value = ''): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    value,
    prompt: vscode.l10n.t('The address of the pull request, issue or mail'),
    placeHolder: 'https://',
    validateInput: (text) =>
      /^https?:\/\/\S+$/.test(text) ? undefined : vscode.l10n.t('use an address that begins with https://'),
  });
}

/** A commit or a release, told apart by how they look; nothing where it is left empty. */
async function askWhere(
  title: string,
  { commit, release }: UpstreamState,
): Promise<Pick<UpstreamState, 'commit' | 'release'> | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    value: commit ?? release ?? '',
    prompt: vscode.l10n.t('The upstream commit, or the first release that has it; empty if you do not know'),
    placeHolder: vscode.l10n.t('7 to 64 hexadecimal digits, or a release such as v1.2.0'),
    validateInput: (given) =>
      /^(?:[^-\s]\S*)?$/.test(given) ? undefined : vscode.l10n.t('write a commit or a release'),
  });
  if (text === undefined) return undefined;
  if (text === '') return {};
  return /^[0-9a-f]{7,64}$/.test(text) ? { commit: text } : { release: text };
}
