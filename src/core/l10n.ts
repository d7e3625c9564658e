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

/** A translator that remembers what its texts are in English. */
export interface RememberingTranslate {
  readonly t: Translate;
  /** The English of a text that `t` gave; of any other text, itself. */
  readonly inEnglish: (text: string) => string;
}

/** Like `makeTranslate`; texts that were put into others as arguments are English in these as well. */
export function makeRememberingTranslate(bundle: Readonly<Record<string, string>>): RememberingTranslate {
  const translate = makeTranslate(bundle);
  const known = new Map<string, string>();
  const inEnglish = (text: string): string => known.get(text) ?? text;
  return {
    t: (template, ...args) => {
      const text = translate(template, ...args);
      const plain = english(template, ...args.map((arg) => (typeof arg === 'string' ? inEnglish(arg) : arg)));
      if (text !== plain) known.set(text, plain);
      return text;
    },
    inEnglish,
  };
}

/** The translator that leaves every text English. */
export const english: Translate = makeTranslate();
