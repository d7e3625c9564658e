import { provideVSCodeDesignSystem, vsCodeButton, vsCodeTextField } from '@vscode/webview-ui-toolkit';
import type { PictureTexts } from './protocol';

type TextField = HTMLElement & { value: string; placeholder: string };
type Button = HTMLElement & { appearance: 'primary' | 'secondary' };

export interface ToolbarActions {
  /** @returns what was found, to show beside the box */
  readonly search: (text: string) => string;
  readonly next: () => void;
  readonly zoom: (factor: number) => void;
  readonly fit: () => void;
  readonly export: () => void;
}

/** The row above the picture. */
export interface Toolbar {
  readonly element: HTMLElement;
  readonly focusSearch: () => void;
  readonly clearSearch: () => void;
}

/**
 * Makes the toolbar of the webview toolkit's controls. The toolkit is no longer
 * developed, so nothing but this file knows of it.
 */
export function makeToolbar(texts: PictureTexts, actions: ToolbarActions): Toolbar {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField());
  const element = document.createElement('div');
  element.className = 'toolbar';
  element.setAttribute('role', 'toolbar');
  const box = document.createElement('vscode-text-field') as TextField;
  box.placeholder = texts.search;
  box.setAttribute('aria-label', texts.search);
  const found = document.createElement('span');
  found.className = 'found';
  found.setAttribute('role', 'status');
  const search = (): void => {
    found.textContent = actions.search(box.value);
  };
  box.addEventListener('input', search);
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') actions.next();
    if (event.key === 'Escape') clearSearch();
  });
  const clearSearch = (): void => {
    box.value = '';
    search();
  };
  const button = (label: string, title: string, run: () => void): Button => {
    const made = document.createElement('vscode-button') as Button;
    made.appearance = 'secondary';
    made.textContent = label;
    made.title = title;
    made.setAttribute('aria-label', title);
    made.addEventListener('click', run);
    return made;
  };
  element.append(
    box,
    found,
    button('+', texts.zoomIn, () => actions.zoom(1.25)),
    button('−', texts.zoomOut, () => actions.zoom(0.8)),
    button(texts.fit, texts.fit, actions.fit),
    button(texts.export, texts.export, actions.export),
  );
  return { element, focusSearch: () => box.focus(), clearSearch };
}
