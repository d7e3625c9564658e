import type { Declaration, GoFile } from './packages';
import type { SyntaxNode } from './syntax';

/**
 * The package-level declarations and methods of a file in source order, as
 * `go/ast` has them: every name of a grouped or multiple declaration, blank
 * names and each `init` included. Declarations inside a stretch that the parser
 * could not make sense of count too.
 */
export function declarationsOf(file: GoFile): readonly Declaration[] {
  const found: Declaration[] = [];
  const visit = (node: SyntaxNode): void => {
    switch (node.type) {
      case 'function_declaration':
        add('func', node, node.childForFieldName('name'));
        break;
      case 'method_declaration':
        add('method', node, node.childForFieldName('name'), receiverOf(node));
        break;
      case 'const_declaration':
        addSpecs('const', node, 'const_spec');
        break;
      case 'var_declaration':
        addSpecs('var', node, 'var_spec');
        break;
      case 'type_declaration':
        addSpecs('type', node, 'type_spec', 'type_alias');
        break;
      case 'ERROR':
        for (const child of node.namedChildren) visit(child);
    }
  };
  const add = (
    kind: Declaration['kind'],
    node: SyntaxNode,
    nameNode: SyntaxNode | null,
    receiver?: string,
  ): void => {
    if (nameNode === null || nameNode.isMissing) return;
    found.push({
      kind,
      name: nameNode.text,
      file,
      node,
      nameNode,
      ...(receiver === undefined ? {} : { receiver }),
    });
  };
  const addSpecs = (kind: Declaration['kind'], node: SyntaxNode, ...types: readonly string[]): void => {
    for (const child of node.namedChildren) {
      if (types.includes(child.type)) {
        for (const name of child.childrenForFieldName('name')) {
          if (name.isNamed) add(kind, child, name);
        }
      } else if (child.type === 'var_spec_list' || child.type === 'ERROR') {
        addSpecs(kind, child, ...types);
      }
    }
  };
  for (const child of file.tree.rootNode.namedChildren) visit(child);
  return found;
}

/** The name of a method's receiver type without `*`, parentheses and type arguments; undefined where there is none. */
function receiverOf(method: SyntaxNode): string | undefined {
  const parameter = method
    .childForFieldName('receiver')
    ?.namedChildren.find((child) => child.type === 'parameter_declaration');
  let type = parameter?.childForFieldName('type') ?? null;
  while (type !== null && type.type !== 'type_identifier') {
    const inner: SyntaxNode | null | undefined =
      type.type === 'generic_type'
        ? type.childForFieldName('type')
        : type.type === 'pointer_type' || type.type === 'parenthesized_type'
          ? type.namedChildren.find((child) => child.type !== 'comment')
          : null;
    type = inner ?? null;
  }
  return type?.text;
}
