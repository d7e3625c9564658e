import { locationOf } from '../../go/nodes';
import type { GoParser, SyntaxNode, SyntaxTree } from '../../go/syntax';
import type { Translate } from '../../l10n';
import { parseReference } from '../reference';
import { GoStrings, literalElements } from './goStrings';
import type { ListedImage, SourceProblem, SourceReading } from './listed';

const listType = 'RegistryList';
const configTypes: ReadonlySet<string> = new Set(['Config', 'ImageConfig']);

export interface ManifestGoOptions {
  readonly parser: GoParser;
  readonly t: Translate;
  /** Other files of the same package, which may declare registries. */
  readonly others?: readonly string[];
  /** What KUBE_TEST_REPO_LIST's file would say, by its keys: `e2eRegistry`. */
  readonly registries?: ReadonlyMap<string, string>;
}

/**
 * Reads the test images of a Kubernetes release from the text of its
 * `test/utils/image/manifest.go`, without running it: `configs[Name] =
 * Config{registry, "name", "tag"}` from 1.14 on, `Name = ImageConfig{…}`
 * before, with registries as constants, variables or fields of the one
 * `RegistryList` literal. A name that is one architecture's (the fourth value
 * of releases up to 1.12) is listed without it.
 */
export function readManifestGo(text: string, options: ManifestGoOptions): SourceReading {
  const { parser, t } = options;
  const trees: SyntaxTree[] = [text, ...(options.others ?? [])].map((source) => parser.parse(source));
  try {
    const [root] = trees.map(({ rootNode }) => rootNode);
    const images: ListedImage[] = [];
    const problems: SourceProblem[] = [];
    if (!root) return { images, problems };
    const strings = new GoStrings(
      trees.map(({ rootNode }) => rootNode),
      listType,
      new Map([...(options.registries ?? [])].map(([key, value]) => [capitalized(key), value])),
    );
    for (const { key, literal } of configLiterals(root)) {
      const range = withoutFile(literal);
      const parts = partsOfConfig(literal).map((part) => part && strings.valueOf(part));
      const [registry, name, version] = parts;
      if (registry === undefined || name === undefined || version === undefined) {
        problems.push({
          range,
          message: t('registry, name or tag of image {0} cannot be told from this file', key),
        });
        continue;
      }
      const written = `${registry}/${name}:${version}`;
      const reading = parseReference(written, t);
      if (reading.kind === 'problem') problems.push({ range, message: reading.message });
      else images.push({ reference: reading.reference, written, key, range });
    }
    return { images, problems };
  } finally {
    for (const tree of trees) tree.delete();
  }
}

interface ConfigLiteral {
  readonly key: string;
  readonly literal: SyntaxNode;
}

/** Composite literals of image configurations, with the name that each is given. */
function configLiterals(root: SyntaxNode): readonly ConfigLiteral[] {
  return root.descendantsOfType('composite_literal').flatMap((literal): ConfigLiteral[] => {
    const type = literal.childForFieldName('type');
    if (type === null) return [];
    if (configTypes.has(type.text)) {
      const key = keyOf(literal);
      return key === undefined ? [] : [{ key, literal }];
    }
    // map[ImageID]Config{Agnhost: {…}, …}
    const value = type.type === 'map_type' ? type.childForFieldName('value') : null;
    if (value === null || !configTypes.has(value.text)) return [];
    return literalElements(literal).flatMap((element) =>
      element.key !== undefined && element.value.type === 'literal_value'
        ? [{ key: unquoted(element.key), literal: element.value }]
        : [],
    );
  });
}

/** The name before the `=`: an index of a map, a variable, or the key of an element. */
function keyOf(literal: SyntaxNode): string | undefined {
  const around = literal.parent;
  if (around?.type === 'literal_element') {
    const [key] = around.parent?.type === 'keyed_element' ? around.parent.namedChildren : [];
    return key && unquoted(key.text);
  }
  const owner = around?.type === 'expression_list' ? around.parent : around;
  if (owner?.type === 'assignment_statement') {
    const [left] = owner.childForFieldName('left')?.namedChildren ?? [];
    const index = left?.type === 'index_expression' ? left.childForFieldName('index') : null;
    return index ? unquoted(index.text) : undefined;
  }
  return owner?.type === 'var_spec' ? owner.childForFieldName('name')?.text : undefined;
}

/** The expressions of registry, name and version, by position or by field. */
function partsOfConfig(literal: SyntaxNode): readonly (SyntaxNode | undefined)[] {
  const elements = literalElements(literal);
  return ['registry', 'name', 'version'].map(
    (field, at) =>
      (
        elements.find(({ key }) => key === field) ??
        (elements[at]?.key === undefined ? elements[at] : undefined)
      )?.value,
  );
}

function withoutFile(node: SyntaxNode): ListedImage['range'] {
  const { line, column, endLine, endColumn } = locationOf('', node);
  return { line, column, endLine, endColumn };
}

function capitalized(key: string): string {
  return key.slice(0, 1).toUpperCase() + key.slice(1);
}

function unquoted(text: string): string {
  return text.replace(/^["`]|["`]$/g, '');
}
