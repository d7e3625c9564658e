import assert from 'node:assert/strict';
import * as vscode from 'vscode';

type Item = string | vscode.QuickPickItem;

/** The answer of a user who presses Escape. */
export const escape = Symbol('escape');

type Answer = string | readonly string[] | typeof escape;

const labelOf = (item: Item): string => (typeof item === 'string' ? item : item.label);

/**
 * Answers the questions that commands ask, in the order in which they come,
 * and keeps what they said. A message without an answer that is meant for one
 * of its buttons is dismissed; a list or an input box that nobody expected
 * fails the test.
 */
export class Dialogs {
  /** All messages so far, with their buttons. */
  readonly messages: { readonly text: string; readonly buttons: readonly string[] }[] = [];
  /** The rows of the last list. */
  rows: readonly Item[] = [];
  /** The titles of all lists and input boxes so far. */
  readonly questions: string[] = [];
  private readonly answers: Answer[] = [];
  private readonly restore: () => void;

  constructor() {
    const window = vscode.window as unknown as Record<string, unknown>;
    const names = [
      'showInformationMessage',
      'showWarningMessage',
      'showErrorMessage',
      'showQuickPick',
      'showInputBox',
      'showOpenDialog',
      'showSaveDialog',
      'showWorkspaceFolderPick',
    ] as const;
    const originals = names.map((name) => [name, window[name]] as const);
    for (const name of names.slice(0, 3)) {
      window[name] = (text: string, ...rest: unknown[]) => Promise.resolve(this.onMessage(text, rest));
    }
    window['showQuickPick'] = async (
      items: readonly Item[] | Thenable<readonly Item[]>,
      options?: vscode.QuickPickOptions,
    ) => this.onPick(await items, options);
    window['showInputBox'] = (options?: vscode.InputBoxOptions) => this.onInput(options);
    window['showOpenDialog'] = () => {
      const path = this.next('a file');
      return Promise.resolve(path === undefined ? undefined : [vscode.Uri.file(path)]);
    };
    window['showSaveDialog'] = () => {
      const path = this.next('a file to write');
      return Promise.resolve(path === undefined ? undefined : vscode.Uri.file(path));
    };
    window['showWorkspaceFolderPick'] = () => {
      const name = this.next('a folder');
      return Promise.resolve(vscode.workspace.workspaceFolders?.find((folder) => folder.name === name));
    };
    this.restore = () => {
      for (const [name, original] of originals) window[name] = original;
    };
  }

  dispose(): void {
    this.restore();
  }

  /** What to answer next: a button, a row's label, the text of an input box; several rows as a list. */
  answer(...answers: readonly Answer[]): void {
    this.answers.push(...answers);
  }

  /** Answers that nobody asked for. */
  get left(): readonly unknown[] {
    return this.answers;
  }

  /** The text of the last message. */
  get last(): string {
    return this.messages.at(-1)?.text ?? '';
  }

  private onMessage(text: string, rest: readonly unknown[]): string | undefined {
    const buttons = rest.filter((one) => typeof one === 'string');
    this.messages.push({ text, buttons });
    const [next] = this.answers;
    if (typeof next !== 'string' || !buttons.includes(next)) return undefined;
    this.answers.shift();
    return next;
  }

  private onPick(items: readonly Item[], options?: vscode.QuickPickOptions): unknown {
    this.rows = items;
    this.questions.push(options?.title ?? '');
    const answer = this.answers.shift();
    if (answer === escape) return undefined;
    assert.ok(
      answer !== undefined,
      `nobody answers the list "${options?.title ?? ''}": ${items.map(labelOf).join()}`,
    );
    const find = (label: string): Item => {
      const found = items.find((item) => labelOf(item) === label);
      assert.ok(found, `no row ${label} among ${items.map(labelOf).join()}`);
      return found;
    };
    return typeof answer === 'string' ? find(answer) : answer.map(find);
  }

  private async onInput(options?: vscode.InputBoxOptions): Promise<string | undefined> {
    this.questions.push(options?.title ?? '');
    const text = this.next(options?.title ?? 'an input box');
    if (text === undefined) return undefined;
    const problem = await options?.validateInput?.(text);
    assert.ok(problem === undefined || problem === null, `${text} is refused: ${JSON.stringify(problem)}`);
    return text;
  }

  private next(what: string): string | undefined {
    const answer = this.answers.shift();
    if (answer === escape) return undefined;
    assert.ok(typeof answer === 'string', `nobody answers ${what}`);
    return answer;
  }
}
