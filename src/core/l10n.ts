/** Translates an English template and fills `{0}`, `{1}` … with the arguments, as `vscode.l10n.t` does. */
export type Translate = (template: string, ...args: readonly (string | number)[]) => string;

/**
 * Makes a translator from the content of an `l10n/bundle.l10n.<language>.json`
 * file: English template to translated template. What the bundle lacks stays English.
 */
export function makeTranslate(bundle: Readonly<Record<string, string>> = {}): Translate {
  return (template, ...args) =>
    (bundle[template] ?? template).replace(/\{(\d+)\}/g, (whole, index: string) => {
      const value = args[Number(index)];
      return value === undefined ? whole : String(value);
    });
}

/** The translator that leaves every text English. */
export const english: Translate = makeTranslate();
