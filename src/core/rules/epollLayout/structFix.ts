import { locationOf } from '../../go/nodes';
import type { Declaration } from '../../go/packages';
import { joinPath } from '../../go/paths';
import type { Edit, Fix } from '../../types';
import { constraintHeader } from '../constraintHeader';
import type { PackageViews, RuleContext } from '../rule';
import { hasUnkeyedLiteral } from '../unkeyedLiterals';
import { readStruct, writeFields } from './structText';
import type { StructText } from './structText';

/** The type that is four bytes where the kernel aligns the data, and nothing where it packs the struct. */
const padType = 'epollPad';

/**
 * Gives a struct the four bytes that it lacks on the target. In a file that
 * the host does not build they are a field. Elsewhere they are a field of a
 * type that is empty on amd64 and 386, declared in two new files, so that the
 * host's layout stays as it is.
 *
 * Undefined where the struct has another shape than a field a line, or where a
 * literal of it names no fields and would no longer compile.
 */
export function structFix(
  declaration: Declaration,
  views: PackageViews,
  context: RuleContext,
): Fix | undefined {
  const text = readStruct(declaration);
  if (!text || hasUnkeyedLiteral(declaration.name, views)) return undefined;
  const path = declaration.file.path;
  const { t, target } = context;
  const shared = views.host.files.some((file) => file.path === path);
  if (!shared) {
    return {
      title: t('Add four bytes of padding to {0}', declaration.name),
      safe: true,
      edits: [withField(text, 'int32', path)],
    };
  }
  const files = padFiles(views, context);
  if (!files) return undefined;
  return {
    title: t(
      'Add padding to {0} that is four bytes on {1} and none on amd64',
      declaration.name,
      target.goarch,
    ),
    safe: true,
    edits: [withField(text, padType, path), ...files],
  };
}

function withField({ first, last, lines }: StructText, type: string, path: string): Edit {
  const [head, ...rest] = lines;
  const comment = '// the kernel aligns what follows to eight bytes';
  const pad = { name: '_', type, comment: lines.every((line) => line.comment !== '') ? comment : '' };
  const start = locationOf(path, first);
  const end = locationOf(path, last);
  return {
    ...start,
    endLine: end.endLine,
    endColumn: end.endColumn,
    newText: writeFields(head ? [head, pad, ...rest] : [pad]),
  };
}

function padFiles({ host, target }: PackageViews, context: RuleContext): readonly Edit[] | undefined {
  if (host.lookup(padType) ?? target.lookup(padType)) return undefined;
  const make = (name: string, constraint: string, declaration: readonly string[]): Edit | undefined => {
    const file = joinPath(target.dir, name);
    if (context.files.readText(file) !== undefined) return undefined;
    const lines = [
      ...constraintHeader(constraint, file, context.files),
      '',
      `package ${target.name}`,
      '',
      ...declaration,
      '',
    ];
    return { file, line: 1, column: 1, endLine: 1, endColumn: 1, newText: lines.join('\n') };
  };
  const packed = make('epollpad_packed_linux.go', '386 || amd64', [
    `// ${padType} is empty: the kernel packs struct epoll_event here.`,
    `type ${padType} [0]int32`,
  ]);
  const aligned = make('epollpad_aligned_linux.go', '!386 && !amd64', [
    `// ${padType} is what precedes the data of struct epoll_event, which the kernel aligns to eight bytes.`,
    `type ${padType} [1]int32`,
  ]);
  return packed && aligned ? [packed, aligned] : undefined;
}
