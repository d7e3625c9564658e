import type { Declaration, PackageView } from '../go/packages';
import { partsOf } from '../go/nodes';
import type { SyntaxNode } from '../go/syntax';

/** How functions in Go are named that do what an assembly function does: `addGeneric`, `goAdd`, `addVV_g`. */
const words = 'generic|go|noasm|nosimd|pure|purego|fallback|portable|scalar';

/** How assembly functions say that they are: `addAsm`, `sumAVX2`. */
const asmWords = /_?(?:asm|simd|avx2?|avx512|s?sse\d*|neon|amd64|arm64)$/i;

/**
 * The function in Go of a package that does the same as one without a body: of
 * the same parameters and results, of a name that says so, and one that does
 * not call it in its turn.
 */
export function goBodyOf(bodyless: Declaration, view: PackageView): Declaration | undefined {
  const { name } = bodyless;
  const signature = signatureOf(bodyless.node);
  const functions = view.declarations().filter(({ kind, node }) => kind === 'func' && hasBody(node));
  const stems = [name, name.replace(asmWords, '')].filter((stem) => stem !== '');
  const patterns = stems.map((stem) => {
    const [escaped, last] = [stem.replace(/\W/g, '\\$&'), '_g'];
    return new RegExp(`^(?:${escaped}(?:_?(?:${words})|${last})|(?:${words})_?${escaped})$`, 'i');
  });
  const lower = name.charAt(0).toLowerCase() + name.slice(1);
  const isNamed = (one: string): boolean =>
    one !== name && (one === lower || patterns.some((pattern) => pattern.test(one)));
  return functions.find(
    (one) => isNamed(one.name) && signatureOf(one.node) === signature && !reaches(one, name, view),
  );
}

/** Types of parameters and results, whatever the names; generic functions have none. */
function signatureOf(node: SyntaxNode): string | undefined {
  if (node.childForFieldName('type_parameters')) return undefined;
  const result = node.childForFieldName('result');
  const results = result?.type === 'parameter_list' ? typesOf(result) : result ? [compact(result)] : [];
  return `(${typesOf(node.childForFieldName('parameters')).join()})(${results.join()})`;
}

function typesOf(list: SyntaxNode | null): readonly string[] {
  return partsOf(list).flatMap((parameter) => {
    const type = parameter.childForFieldName('type');
    if (!type) return [compact(parameter)];
    const text = (parameter.type === 'variadic_parameter_declaration' ? '...' : '') + compact(type);
    return Array.from({ length: Math.max(1, parameter.childrenForFieldName('name').length) }, () => text);
  });
}

function compact({ text }: SyntaxNode): string {
  return text.replace(/\s+/g, ' ');
}

function hasBody(node: SyntaxNode): boolean {
  return node.childForFieldName('body') !== null;
}

/** Whether a function names another, itself or in package functions that it names. */
function reaches(start: Declaration, name: string, view: PackageView): boolean {
  const seen = new Set([start.name]);
  for (const queue = [start]; queue.length > 0;) {
    const body = queue.pop()?.node.childForFieldName('body');
    for (const { text } of body?.descendantsOfType(['identifier', 'field_identifier']) ?? []) {
      if (text === name) return true;
      const called = seen.has(text) ? undefined : view.lookup(text);
      seen.add(text);
      if (called) queue.push(called);
    }
  }
  return false;
}
