import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { formatReference, readReference, shortName } from '../../core/images/reference';
import { readFromPicture, type FromPicture, type ToPicture } from '../../webview/protocol';
import { views } from '../contributions';
import { toEditorRange } from '../ranges';
import { uriOf } from '../scopes';
import type { Services } from '../services';
import { dockerfileOf, imageOf, type FolderImages, type ImageId } from './model';
import { pictureOf } from './picture';
import type { WorkspaceImages } from './workspaceImages';

/** The graph of a folder's images as a picture; one window for each folder. */
export class GraphPanels implements vscode.Disposable {
  private readonly panels = new Map<string, GraphPanel>();

  constructor(
    private readonly services: Services,
    private readonly images: WorkspaceImages,
  ) {}

  dispose(): void {
    for (const panel of this.panels.values()) panel.dispose();
  }

  /** Opens the graph of a folder, or shows the one that is open, with an image selected where one is named. */
  show(folder: vscode.WorkspaceFolder, id?: ImageId): void {
    const key = folder.uri.toString();
    let panel = this.panels.get(key);
    if (!panel) {
      panel = new GraphPanel(this.services, this.images, folder, () => this.panels.delete(key));
      this.panels.set(key, panel);
    }
    panel.show(id);
  }
}

class GraphPanel implements vscode.Disposable {
  private readonly panel: vscode.WebviewPanel;
  private readonly subscriptions: vscode.Disposable;
  private isReady = false;
  private wanted: ImageId | undefined;
  private shown = '';

  constructor(
    private readonly services: Services,
    private readonly images: WorkspaceImages,
    private readonly folder: vscode.WorkspaceFolder,
    onClosed: () => void,
  ) {
    const { extensionUri } = services;
    const roots = ['dist', 'media'].map((name) => vscode.Uri.joinPath(extensionUri, name));
    this.panel = vscode.window.createWebviewPanel(
      views.images,
      vscode.l10n.t('Graph of Images'),
      vscode.ViewColumn.Active,
      { enableScripts: true, localResourceRoots: roots },
    );
    this.panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'activity.svg');
    this.panel.webview.html = pageOf(this.panel.webview, extensionUri);
    this.subscriptions = vscode.Disposable.from(
      this.panel.webview.onDidReceiveMessage((value: unknown) => {
        const message = readFromPicture(value);
        if (message)
          void this.onMessage(message).catch((error: unknown) => services.log.error(String(error)));
      }),
      images.onDidChange(() => void this.send()),
      this.panel.onDidDispose(() => {
        this.subscriptions.dispose();
        onClosed();
      }),
    );
  }

  dispose(): void {
    this.panel.dispose();
  }

  show(id: ImageId | undefined): void {
    this.panel.reveal();
    this.wanted = id;
    if (this.isReady) this.reveal();
  }

  private async onMessage(message: FromPicture): Promise<void> {
    switch (message.kind) {
      case 'ready':
        // A page that was hidden starts anew.
        this.isReady = true;
        this.shown = '';
        await this.send();
        this.reveal();
        return;
      case 'open':
        return this.open(message.id);
      case 'export':
        return this.export(message.svg);
    }
  }

  private async send(): Promise<void> {
    const images = await this.read();
    if (!images || !this.isReady) return;
    const message: ToPicture = { kind: 'picture', picture: pictureOf(images) };
    const text = JSON.stringify(message);
    if (text === this.shown) return;
    this.shown = text;
    await this.panel.webview.postMessage(message);
  }

  private reveal(): void {
    if (!this.wanted) return;
    const message: ToPicture = { kind: 'reveal', id: shortName(this.wanted.image) };
    void this.panel.webview.postMessage(message);
    this.wanted = undefined;
  }

  private async read(): Promise<FolderImages | undefined> {
    return (await this.images.all()).find(
      ({ folder }) => folder.uri.toString() === this.folder.uri.toString(),
    );
  }

  /** Opens the Dockerfile of an image beside the picture; others have none to open. */
  private async open(name: string): Promise<void> {
    const images = await this.read();
    const reference = readReference(name);
    const ref = images && reference && imageOf(images, formatReference(reference));
    const file = ref && dockerfileOf(ref);
    if (file === undefined) return;
    const at = ref?.node.recipe?.bases.find((base) => base.final)?.at;
    await vscode.window.showTextDocument(uriOf(this.folder.uri.fsPath, file), {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: true,
      ...(at?.file === file && { selection: toEditorRange(at) }),
    });
  }

  private async export(svg: string): Promise<void> {
    const uri = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export the graph of images'),
      defaultUri: vscode.Uri.joinPath(this.folder.uri, 'images.svg'),
      filters: { SVG: ['svg'] },
    });
    if (!uri) return;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(svg));
    this.services.log.info(`wrote ${uri.fsPath}`);
  }
}

/** The page: its own script by nonce, the style sheet from the extension, and nothing else. */
function pageOf(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const script = webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'imageGraph.js')).toString();
  const style = webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'media', 'imageGraph.css')).toString();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource};`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
  <head>
    <meta charset="UTF-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1.0" />
    <link rel="stylesheet" href="${style}" />
    <title>MIPS Port</title>
  </head>
  <body>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>
`;
}
