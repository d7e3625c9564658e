import * as vscode from 'vscode';
import { matchGlobs } from '../core/glob';
import type { Finding } from '../core/types';
import type { Engine, ScanOptions } from '../node/engine';
import type { FindingStore } from './findingStore';
import type { Manifests } from './manifests';
import { scopeOf, type Scope } from './scopes';
import { readSettings } from './settings';

/** Longer documents are left to the background scan, which says why it leaves them out. */
const maximumLength = 4_000_000;

/** Asks the engine about documents and keeps the answers in the store. */
export class Analysis {
  constructor(
    readonly engine: Engine,
    private readonly findings: FindingStore,
    private readonly manifests: Manifests,
  ) {}

  /** What the engine is told about a root. */
  options(scope: Pick<Scope, 'root' | 'folder'>): ScanOptions {
    const settings = readSettings(scope.folder?.uri);
    const { bundle } = vscode.l10n;
    return {
      root: scope.root,
      target: this.manifests.targetOf(scope.folder?.uri).goarch,
      host: this.manifests.hostOf(scope.folder?.uri),
      exclude: settings.exclude,
      tags: settings.tags,
      vendor: settings.vendor,
      nolint: settings.nolint,
      levels: settings.levels,
      ...(bundle ? { l10n: bundle } : {}),
    };
  }

  /** Whether a file of a folder is one that the settings leave out. */
  isExcluded(scope: Pick<Scope, 'folder'>): (file: string) => boolean {
    return matchGlobs(readSettings(scope.folder?.uri).exclude);
  }

  /** Whether documents like this one are scanned at all. */
  wants(document: vscode.TextDocument): boolean {
    return document.uri.scheme === 'file' && document.languageId !== 'log';
  }

  /**
   * Scans a document as it stands in the editor. The answer is dropped where
   * the document has changed meanwhile: whoever changed it asks again.
   */
  async scanDocument(document: vscode.TextDocument): Promise<void> {
    const scope = scopeOf(document.uri);
    if (!scope || !this.wants(document) || document.isClosed) return;
    const { version } = document;
    const text = document.getText();
    const skip = text.length > maximumLength || this.isExcluded(scope)(scope.file);
    const found = skip ? [] : await this.engine.scanFile(this.options(scope), scope.file, text);
    if (hasChanged(document, version)) return;
    this.findings.setScanned(scope.root, scope.file, found, { version, text });
  }

  /** Scans a file of a folder as it is on disk, unless it is open in an editor. */
  async scanOnDisk(uri: vscode.Uri): Promise<void> {
    const scope = scopeOf(uri);
    if (!scope || this.isExcluded(scope)(scope.file)) return;
    const found = await this.engine.scanFile(this.options(scope), scope.file);
    const isOpen = vscode.workspace.textDocuments.some((one) => one.uri.toString() === uri.toString());
    if (!isOpen) this.findings.setScanned(scope.root, scope.file, found);
  }

  /** The findings of a document at its present version; scans where the stored ones are of another. */
  async fresh(document: vscode.TextDocument): Promise<readonly Finding[]> {
    for (let tries = 0; tries < 3 && this.findings.of(document.uri)?.version !== document.version; tries++) {
      await this.scanDocument(document);
      if (!this.findings.of(document.uri)) return [];
    }
    const known = this.findings.of(document.uri);
    return known?.version === document.version ? known.findings : [];
  }
}

/** Whether a document was edited or closed since it had this version. */
function hasChanged(document: vscode.TextDocument, version: number): boolean {
  return document.isClosed || document.version !== version;
}
