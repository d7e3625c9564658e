import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Reads `l10n/bundle.l10n.<language>.json` beside the bundles.
 *
 * @param locale As in `LC_ALL` or `LANG` (`zh_CN.UTF-8`) or VS Code's `env.language` (`zh-cn`).
 * @returns English template to translated template; empty for English and languages without a bundle.
 */
export function readTranslations(locale: string, baseDir = __dirname): Readonly<Record<string, string>> {
  const language = locale
    .toLowerCase()
    .replace('_', '-')
    .replace(/[.@].*$/, '');
  if (!language.startsWith('zh')) return {};
  try {
    const text = readFileSync(join(baseDir, '..', 'l10n', 'bundle.l10n.zh-cn.json'), 'utf8');
    return JSON.parse(text) as Record<string, string>;
  } catch {
    // A missing bundle leaves the texts English, which is what the caller can show.
    return {};
  }
}
