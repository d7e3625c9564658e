import * as vscode from 'vscode';

const kinds: ReadonlySet<string | undefined> = new Set([
  'component',
  'component.missing',
  'component.running',
]);
const lastSet = 'accessibilityInformation';

/**
 * The rows that the Components view asks for while it is visible, in their
 * order. No API tells what another part's tree shows, so that its items are
 * noted as they are made, by the property that they get last.
 */
export class ComponentRows {
  private readonly labels: string[] = [];

  constructor() {
    const { labels } = this;
    Object.defineProperty(vscode.TreeItem.prototype, lastSet, {
      configurable: true,
      set(this: vscode.TreeItem, value: unknown) {
        Object.defineProperty(this, lastSet, { value, configurable: true, enumerable: true, writable: true });
        if (kinds.has(this.contextValue) && typeof this.label === 'string') labels.push(this.label);
      },
    });
  }

  dispose(): void {
    Reflect.deleteProperty(vscode.TreeItem.prototype, lastSet);
  }

  /** Forgets what was shown so far. */
  clear(): void {
    this.labels.length = 0;
  }

  /** Names of components, in the order in which they were shown since `clear`. */
  get shown(): readonly string[] {
    return this.labels;
  }
}
