import { enclosing, partsOf } from '../../go/nodes';
import type { SyntaxNode } from '../../go/syntax';

/** How deep a value may refer to others; deeper ones are taken for cycles. */
const deepest = 20;

/** Elements of a composite literal, in order, each with its key where one is written. */
export interface LiteralElement {
  readonly key: string | undefined;
  readonly value: SyntaxNode;
}

/** The elements of a composite literal, or of the braces that stand for one inside another. */
export function literalElements(literal: SyntaxNode): readonly LiteralElement[] {
  const body = literal.type === 'literal_value' ? literal : literal.childForFieldName('body');
  return partsOf(body).flatMap((part) => {
    const nodes = part.type === 'keyed_element' ? partsOf(part) : [part];
    const value = nodes.at(-1);
    const inside = value && inner(value);
    const key = nodes.length > 1 ? nodes[0] : undefined;
    return inside ? [{ key: key && inner(key)?.text, value: inside }] : [];
  });
}

/**
 * Finds what strings of Go sources are without running them: literals, their
 * sums, constants and variables of the same files, and fields of a struct that
 * one literal fills in. A name that is given several values has none.
 */
export class GoStrings {
  /** By the id of the function around them; 0 for the package's own. */
  private readonly values = new Map<number, Map<string, SyntaxNode | undefined>>();
  private readonly fields = new Map<string, SyntaxNode | undefined>();

  /**
   * @param roots Root nodes of the files.
   * @param structType The struct type whose fields hold strings.
   * @param given Values of fields that come from elsewhere, by the field's name.
   */
  constructor(
    roots: readonly SyntaxNode[],
    structType: string,
    private readonly given: ReadonlyMap<string, string>,
  ) {
    for (const root of roots) {
      for (const spec of root.descendantsOfType(['var_spec', 'const_spec'])) {
        const values = partsOf(spec.childForFieldName('value'));
        spec.childrenForFieldName('name').forEach((name, at) => this.define(spec, name.text, values[at]));
      }
      for (const short of root.descendantsOfType('short_var_declaration')) {
        const values = partsOf(short.childForFieldName('right'));
        partsOf(short.childForFieldName('left')).forEach((name, at) =>
          this.define(short, name.text, values[at]),
        );
      }
      for (const literal of root.descendantsOfType('composite_literal')) {
        if (literal.childForFieldName('type')?.text !== structType) continue;
        for (const { key, value } of literalElements(literal)) {
          if (key !== undefined) this.add(this.fields, key, value);
        }
      }
    }
  }

  /** The string that an expression is, or undefined where that cannot be told. */
  valueOf(node: SyntaxNode, depth = 0): string | undefined {
    if (depth > deepest) return undefined;
    switch (node.type) {
      case 'interpreted_string_literal':
        return unquoted(node.text);
      case 'raw_string_literal':
        return node.text.slice(1, -1);
      case 'parenthesized_expression': {
        const [child] = partsOf(node);
        return child && this.valueOf(child, depth + 1);
      }
      case 'binary_expression': {
        const [left, right] = ['left', 'right'].map((side) => {
          const operand = node.childForFieldName(side);
          return operand ? this.valueOf(operand, depth + 1) : undefined;
        });
        const isSum = node.childForFieldName('operator')?.text === '+';
        return isSum && left !== undefined && right !== undefined ? left + right : undefined;
      }
      case 'selector_expression': {
        const field = node.childForFieldName('field')?.text ?? '';
        const outside = this.given.get(field);
        const value = this.fields.get(field);
        return outside ?? (value && this.valueOf(value, depth + 1));
      }
      case 'identifier': {
        const local = this.values.get(functionAround(node))?.get(node.text);
        const value = local ?? this.values.get(0)?.get(node.text);
        return value && this.valueOf(value, depth + 1);
      }
      default:
        return undefined;
    }
  }

  private define(at: SyntaxNode, name: string, value: SyntaxNode | undefined): void {
    const scope = functionAround(at);
    const names = this.values.get(scope) ?? new Map<string, SyntaxNode | undefined>();
    this.values.set(scope, names);
    this.add(names, name, value);
  }

  private add(to: Map<string, SyntaxNode | undefined>, name: string, value: SyntaxNode | undefined): void {
    const known = to.get(name);
    const differs = to.has(name) && known?.text !== value?.text;
    to.set(name, differs ? undefined : value);
  }
}

const functions: ReadonlySet<string> = new Set(['function_declaration', 'method_declaration']);

function functionAround(node: SyntaxNode): number {
  return enclosing(node, functions)?.id ?? 0;
}

/** The node inside a `literal_element`. */
function inner(node: SyntaxNode): SyntaxNode | undefined {
  return node.type === 'literal_element' ? partsOf(node)[0] : node;
}

/** A Go string without its quotes; undefined where it holds an escape that JSON does not have. */
function unquoted(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
