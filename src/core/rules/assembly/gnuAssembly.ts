import type { ForeignCode } from './foreignCode';

const register =
  /%(?:[re](?:ax|bx|cx|dx|si|di|bp|sp)|r(?:8|9|1[0-5])[dwb]?|[xyz]mm\d+)\b|^[ \t]*\.intel_syntax\b|^[ \t]*\.code64\b/m;

/**
 * The first register or directive of x86 in GNU assembly of which comments
 * and what is not assembled are blanked.
 */
export function foreignGnuAssembly(active: string): ForeignCode | undefined {
  const code = active.replace(/#[^\n]*/g, (comment) => ' '.repeat(comment.length));
  const found = register.exec(code);
  if (!found) return undefined;
  const evidence = found[0].trim();
  const start = found.index + found[0].indexOf(evidence);
  const goarchs = /%(?:r|xmm(?:8|9|1))/.test(code) || evidence.startsWith('.') ? ['amd64'] : ['386', 'amd64'];
  return { start, end: start + evidence.length, evidence, goarchs };
}
