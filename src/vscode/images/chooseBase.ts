import * as vscode from 'vscode';
import { choiceFor, offersFor, type BaseChoice, type BaseOffer } from '../../core/images/bases';
import { describeChoice } from '../../core/images/describe';
import {
  formatReference,
  parseReference,
  shortReference,
  type ImageReference,
} from '../../core/images/reference';
import { rememberBases } from '../../core/manifest/rememberImages';
import { editManifest } from '../editManifest';
import { t, type Services } from '../services';
import { chooseImage } from './choose';
import { imagesOf, nameOf, type FolderImages, type ImageRef } from './model';
import type { WorkspaceImages } from './workspaceImages';

/** Asks what stands for a base image, and writes it into the manifest, for all images that use it. */
export async function chooseBase(
  services: Services,
  images: WorkspaceImages,
  argument: unknown,
): Promise<void> {
  const ref = await chooseImage(images, argument, vscode.l10n.t('Choose what stands for which base?'));
  const reference = ref?.node.reference;
  if (!ref || !reference) return;
  const choice = await askChoice(ref.images, reference);
  const key = choice && (await askKey(ref, reference));
  if (!choice || key === undefined) return;
  await editManifest(services, ref.images.folder, (text) => rememberBases(text, new Map([[key, choice]])));
}

type Step = BaseChoice | 'pinned' | 'graph';

/** Asks what stands for a base; undefined where the user gave up. */
export async function askChoice(
  images: FolderImages,
  reference: ImageReference,
): Promise<BaseChoice | undefined> {
  const { goarch, choices } = images;
  const now = choiceFor(reference, choices)?.choice;
  const offers = offersFor(reference, goarch);
  const items: (vscode.QuickPickItem & { readonly step: Step })[] = [
    ...offers.map((offer) => ({
      label: labelOf(offer.choice),
      detail: cautionOf(offer, goarch),
      description: describeNow(offer.choice, now),
      step: offer.choice,
    })),
    {
      label: vscode.l10n.t('$(pinned) Another image…'),
      detail: vscode.l10n.t('an image of a registry, best with a digest, which then stays what it is'),
      step: 'pinned',
    },
    {
      label: vscode.l10n.t('$(type-hierarchy) An image of the graph…'),
      detail: vscode.l10n.t('one that is built here'),
      step: 'graph',
    },
  ];
  const title = vscode.l10n.t('What stands for {0} on {1}?', shortReference(reference), goarch);
  const picked = await vscode.window.showQuickPick(items, { title });
  if (picked?.step === 'pinned') return askImage(title);
  if (picked?.step === 'graph') return askGraph(images, reference, title);
  return picked?.step;
}

function labelOf(choice: BaseChoice): string {
  const icons = { debian: 'vm', scratch: 'dash', busybox: 'package', image: 'pinned' } as const;
  return `$(${icons[choice.use]}) ${describeChoice(choice, t)}`;
}

function describeNow(choice: BaseChoice, now: BaseChoice | undefined): string {
  return JSON.stringify(choice) === JSON.stringify(now) ? vscode.l10n.t('now') : '';
}

function cautionOf({ caution }: BaseOffer, goarch: string): string {
  if (caution === undefined) return '';
  switch (caution) {
    case 'no-packages':
      return vscode.l10n.t('it has no package manager, so a Dockerfile cannot install anything');
    case 'no-security-updates':
      return vscode.l10n.t('built on this machine; the release gets no security updates for {0}', goarch);
    case 'may-vanish':
      return vscode.l10n.t('archived on Docker Hub; it is no longer renewed, and may vanish');
  }
}

async function askImage(title: string): Promise<BaseChoice | undefined> {
  const image = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('The image, best with a digest'),
    placeHolder: 'registry.local:5000/debian@sha256:…',
    validateInput: (value) => {
      const reading = parseReference(value.trim(), t);
      return reading.kind === 'problem' ? reading.message : undefined;
    },
  });
  return image === undefined ? undefined : { use: 'image', image: image.trim() };
}

async function askGraph(
  images: FolderImages,
  reference: ImageReference,
  title: string,
): Promise<BaseChoice | undefined> {
  const own = formatReference(reference);
  const items = imagesOf([images])
    .filter(({ id, node }) => id.image !== own && node.recipe?.origin.kind === 'dockerfile')
    .map((other) => ({ label: nameOf(other), image: other.id.image }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No other image is made of a Dockerfile here.'));
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(items, { title });
  return picked && { use: 'image', image: picked.image };
}

/** For this tag or for all; nothing is asked where a digest leaves no choice. */
async function askKey(ref: ImageRef, reference: ImageReference): Promise<string | undefined> {
  const exact = shortReference(reference);
  const { digest, tag } = reference;
  if (digest !== undefined || tag === undefined) return exact;
  const all = `${exact.slice(0, exact.length - tag.length - 1)}:*`;
  const used = [...ref.images.graph.nodes.values()].filter(
    ({ reference: other }) =>
      other?.registry === reference.registry && other.repository === reference.repository,
  );
  if (used.length < 2) return exact;
  const items = [
    { label: exact, description: vscode.l10n.t('this tag only') },
    { label: all, description: vscode.l10n.t('all its tags: {0}', used.map(tagOf).join(', ')) },
  ];
  const title = vscode.l10n.t('For which tags?');
  return (await vscode.window.showQuickPick(items, { title }))?.label;
}

function tagOf({ reference }: ImageRef['node']): string {
  return reference?.tag ?? (reference ? formatReference(reference) : '');
}
