import type { PackageViews } from './rule';

/** Whether a package has a literal of one of its struct types that names no fields, and so hangs on their order and number. */
export function hasUnkeyedLiteral(name: string, views: PackageViews): boolean {
  const files = new Set([...views.host.files, ...views.target.files]);
  return [...files].some(
    (file) =>
      file.text.includes(name) &&
      file.tree.rootNode.descendantsOfType('literal_value').some((literal) => {
        const type = literal.parent?.childForFieldName('type')?.text ?? '';
        const elements = literal.namedChildren.filter((child) => child.type !== 'comment');
        // An element of a slice of them may leave the type out.
        const inner = literal.parent?.type !== 'composite_literal';
        const isNamed = type === name || type === `&${name}`;
        const isElement =
          inner && (literal.parent?.parent?.parent?.childForFieldName('type')?.text ?? '').endsWith(name);
        return (isNamed || isElement) && elements.some((element) => element.type !== 'keyed_element');
      }),
  );
}
