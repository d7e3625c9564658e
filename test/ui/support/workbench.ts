import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchBrowser } from '../../../scripts/lib/browser.mjs';
import { root } from '../../../scripts/lib/paths.mjs';
import { copySample } from '../../../scripts/lib/sampleWorkspace.mjs';
import { squiggleBelow, terminalText } from './inPage';
import { startServer } from '../../../scripts/lib/vscodeServer.mjs';

export type Theme = 'light' | 'dark';

export interface WorkbenchOptions {
  readonly theme?: Theme;
  /** User settings on top of those that keep VS Code quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** True to open the folder in restricted mode. */
  readonly restricted?: boolean;
  /** False to open the window without the extension of this checkout. */
  readonly development?: boolean;
  /** Changes the copy of the sample before it is opened. */
  readonly prepare?: (folder: string) => void;
  /** A package to install, as a user does. */
  readonly vsix?: string;
  /** Environment variables of the extension host and its terminals, on top of this process's. */
  readonly env?: NodeJS.ProcessEnv;
}

const themes: Readonly<Record<Theme, string>> = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
};

/** Nothing of VS Code's own that moves, asks or goes to the network. */
const quiet: Readonly<Record<string, unknown>> = {
  'telemetry.telemetryLevel': 'off',
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'window.commandCenter': false,
  'files.autoSave': 'off',
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  'files.simpleDialog.enable': true,
  'git.openRepositoryInParentFolders': 'never',
  'git.blame.statusBarItem.enabled': false,
};

/** A window of the VS Code server, and what a user can do and see in it. */
export class Workbench {
  private constructor(
    readonly page: Page,
    /** Absolute path of the folder that is open. */
    readonly folder: string,
    private readonly browser: Browser,
    private readonly cleanUp: () => Promise<void>,
  ) {}

  /** A window of a server of its own, on a fresh copy of the sample workspace. */
  static async open(options: WorkbenchOptions = {}): Promise<Workbench> {
    const folder = await copySample();
    options.prepare?.(folder);
    const server = await startServer({
      settings: {
        ...quiet,
        'workbench.colorTheme': themes[options.theme ?? 'light'],
        ...options.settings,
      },
      workspaceTrust: options.restricted ?? false,
      ...(options.vsix === undefined ? {} : { vsix: options.vsix }),
      env: { ...process.env, ...options.env },
    });
    const payload: [string, string][] =
      options.development === false ? [] : [['extensionDevelopmentPath', server.remote(root)]];
    const cleanUp = async (): Promise<void> => {
      await server.stop();
      rmSync(dirname(folder), { recursive: true, force: true });
    };
    return Workbench.visit(server.url(folder, payload), folder, cleanUp);
  }

  /** The window at an address; `cleanUp` is called when it has been closed. */
  static async visit(url: string, folder: string, cleanUp: () => Promise<void>): Promise<Workbench> {
    const browser = await launchBrowser();
    const workbench = new Workbench(
      await browser.newPage({ viewport: { width: 1280, height: 800 } }),
      folder,
      browser,
      cleanUp,
    );
    workbench.page.setDefaultTimeout(15_000);
    try {
      await workbench.page.goto(url);
      const files = workbench.page.locator('.explorer-folders-view .monaco-list-row');
      await files.first().waitFor({ timeout: 60_000 });
      // What the extension contributes is known only once the window has read its manifest.
      await workbench.activity('MIPS Port').waitFor({ timeout: 60_000 });
    } catch (error) {
      await workbench.close();
      throw error;
    }
    return workbench;
  }

  /** Closes the browser and what stands behind the window. */
  async close(): Promise<void> {
    await this.browser.close();
    await this.cleanUp();
  }

  /**
   * Runs a command by the title that the command palette shows, as a user
   * does. A palette that was opened too early does not show what is
   * contributed later, so it is opened again.
   */
  async runCommand(title: string): Promise<void> {
    const row = this.quickPickRow(exactly(title));
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press('F1');
      await this.page.locator('.quick-input-widget input[type=text]').fill(`>${title}`);
      try {
        await row.waitFor({ timeout: 5000 });
        break;
      } catch (error) {
        if (attempt === 6) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
    await row.click();
  }

  /** Picks a row of the list that is open at the top of the window. */
  async quickPick(label: RegExp): Promise<void> {
    await this.quickPickRow(label).click();
  }

  /** Writes into the box at the top of the window that has this title; picks the first of its list where it has one. */
  async answer(title: string, text: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget', { hasText: title });
    await box.locator('input[type=text]').fill(text);
    await this.page.keyboard.press('Enter');
  }

  /**
   * Takes the file that a dialog at the top of the window offers. A path typed
   * into it may be lost: while the dialog still reads the folder, it writes its own.
   */
  async takeOfferedFile(title: string, name: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget', { hasText: title }).locator('input[type=text]');
    await expect.poll(() => input.inputValue(), { timeout: 15_000 }).toContain(name);
    await input.press('Enter');
  }

  private quickPickRow(label: RegExp): Locator {
    return this.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ has: this.page.locator('.label-name', { hasText: label }) })
      .first();
  }

  /** Opens a file of the folder (path relative to it) with the cursor at a line and column from 1. */
  async openFile(path: string, line = 1, column = 1): Promise<void> {
    await this.page.keyboard.press('Control+P');
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await input.fill(`${path}:${line}:${column}`);
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await this.page.keyboard.press('Enter');
    const name = path.split('/').pop() ?? path;
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await this.page.locator('.statusbar-item', { hasText: `Ln ${line}, Col` }).waitFor();
  }

  /** The active editor's line that contains the text; only what is on the screen is there. */
  line(text: string): Locator {
    return this.page.locator('.editor-instance .view-line', { hasText: text }).first();
  }

  /**
   * Waits for a squiggle below the first place on the screen where the editor shows `text`,
   * covering it from end to end within a character's width.
   */
  async waitForSquiggle(text: string, severity: 'error' | 'warning' | 'info' = 'error'): Promise<void> {
    await expect
      .poll(async () => this.squiggleBelow(text, severity), { timeout: 30_000, interval: 200 })
      .toBe(true);
  }

  async waitForNoSquiggle(text: string, severity: 'error' | 'warning' | 'info' = 'error'): Promise<void> {
    await expect
      .poll(async () => this.squiggleBelow(text, severity), { timeout: 30_000, interval: 200 })
      .toBe(false);
  }

  private squiggleBelow(text: string, severity: string): Promise<boolean> {
    return this.page.evaluate(squiggleBelow, { text, severity });
  }

  private async focusEditor(): Promise<void> {
    await this.page.keyboard.press('Control+1');
    await this.page.locator('.editor-instance .monaco-editor.focused').waitFor();
  }

  /** The hover at the cursor. */
  async hoverAtCursor(): Promise<Locator> {
    await this.focusEditor();
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('Control+I');
    const hover = this.page.locator('.monaco-resizable-hover');
    await hover.waitFor();
    return hover;
  }

  /**
   * Opens the list of code actions at the cursor; its rows. VS Code drops the
   * request when new diagnostics come at that moment, so it is made again.
   */
  async codeActions(): Promise<Locator> {
    const rows = this.page.locator('.action-widget .monaco-list-row.action');
    for (let attempt = 1; ; attempt++) {
      await this.focusEditor();
      await this.page.keyboard.press('Control+.');
      try {
        await rows.first().waitFor({ timeout: 5000 });
        return rows;
      } catch (error) {
        if (attempt === 4) throw error;
      }
    }
  }

  /**
   * Picks an entry of a row's context menu, by the keyboard once the mouse has
   * marked it: VS Code's menus take no click in their first tenth of a second.
   */
  async contextMenu(row: Locator, entry: string): Promise<void> {
    await row.click({ button: 'right' });
    const item = this.page.getByRole('menuitem', { name: entry });
    await item.hover();
    await this.page.locator('.action-item.focused', { has: item }).waitFor();
    await this.page.keyboard.press('Enter');
    await item.waitFor({ state: 'hidden' });
  }

  async undo(): Promise<void> {
    await this.focusEditor();
    await this.page.keyboard.press('Control+Z');
  }

  private activity(name: string): Locator {
    return this.page
      .locator('.activitybar [role=tab]')
      .filter({ has: this.page.locator(`.action-label[aria-label^="${name}"]`) });
  }

  /** The number on a view container of the activity bar. */
  badge(name: string): Locator {
    return this.activity(name).locator('.badge-content');
  }

  /** Opens a view container of the activity bar by its name. */
  async openSidebar(name: string): Promise<void> {
    const tab = this.activity(name);
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    await this.page.locator('.sidebar .composite.title', { hasText: new RegExp(name, 'i') }).waitFor();
  }

  /** Opens or closes a view of the sidebar by its title. */
  async toggleView(name: string, open: boolean): Promise<void> {
    const header = this.page
      .locator('.sidebar .pane-header')
      .filter({ hasText: new RegExp(`^${name}`, 'i') });
    if ((await header.getAttribute('aria-expanded')) !== String(open)) await header.click();
  }

  /** A row of a sidebar tree, by a text in its accessible label. */
  treeItem(label: string | RegExp): Locator {
    return this.page.locator('.sidebar [role=treeitem]').filter({ hasText: label }).first();
  }

  /**
   * A message that waits for an answer, in the notification center: with its
   * test driver VS Code shows no toasts.
   */
  async notification(text: string): Promise<Locator> {
    const center = this.page.locator('.notifications-center.visible');
    const message = center.locator('.notification-list-item', { hasText: text }).first();
    const isShown = async (): Promise<boolean> => {
      // A center that was opened before there was a message closes by itself.
      if (!(await center.isVisible())) {
        await this.page.locator('.statusbar-item[id="status.notifications"]').click();
      }
      return message.isVisible();
    };
    await expect.poll(isShown, { timeout: 20_000, interval: 500 }).toBe(true);
    return message;
  }

  /** The accessible labels of the rows that the Problems panel shows. Opens the panel. */
  async problems(): Promise<string[]> {
    const panel = this.page.locator('.markers-panel');
    if (!(await panel.isVisible())) await this.page.keyboard.press('Control+Shift+M');
    await panel.waitFor();
    return panel
      .locator('[role=treeitem]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
  }

  /**
   * Waits until the Problems panel shows a row that matches. The panel holds
   * no more rows than fit; `filter` narrows them down as its filter box does.
   */
  async waitForProblem(pattern: RegExp, filter: string): Promise<void> {
    await this.problems();
    const box = this.page.locator('.markers-panel-action-filter input, .panel .viewpane-filter input');
    const isShown = async (): Promise<boolean> => {
      // A panel that is still being built drops what was typed into it.
      if ((await box.inputValue()) !== filter) await box.fill(filter);
      return (await this.problems()).some((row) => pattern.test(row));
    };
    await expect.poll(isShown, { timeout: 60_000, interval: 300 }).toBe(true);
  }

  /** What all terminals hold, wrapped lines joined. */
  terminalText(): Promise<string> {
    return this.page.evaluate(terminalText);
  }

  async waitForTerminal(pattern: RegExp, timeout = 60_000): Promise<string> {
    await expect.poll(() => this.terminalText(), { timeout, interval: 300 }).toMatch(pattern);
    return this.terminalText();
  }

  async setTheme(theme: Theme): Promise<void> {
    await this.runCommand('Preferences: Color Theme');
    // The picker's names go without the word Default.
    const name = exactly(themes[theme].replace('Default ', ''));
    await this.quickPick(name);
    await this.page.locator(`.monaco-workbench.${theme === 'dark' ? 'vs-dark' : 'vs'}`).waitFor();
  }

  /** Saves what the window shows as `out/screenshots/NAME.png`. */
  async screenshot(name: string, folder = join(root, 'out/screenshots')): Promise<void> {
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  }
}

/** A test with a workbench of its own; `out/screenshots/failed-NAME.png` shows how it looked if it fails. */
export function workbenchTest(
  name: string,
  options: WorkbenchOptions,
  body: (workbench: Workbench) => Promise<void>,
): void {
  test(name, async () => {
    const workbench = await Workbench.open(options);
    try {
      await body(workbench);
    } catch (error) {
      await workbench.screenshot(`failed-${name.replaceAll(/[^a-z0-9]+/gi, '-')}`);
      throw error;
    } finally {
      await workbench.close();
    }
  });
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}
