import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type ParsedNode } from 'yaml';
import type { Translate } from '../l10n';
import { suggest } from './suggest';

/** A JSON Schema document, or a part of one. */
export type JsonSchema = { readonly [key: string]: JsonValue };
type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonSchema;

/** Where problems go while a document is read; `at` is the node they are about. */
export interface ShapeContext {
  readonly t: Translate;
  readonly document: Document.Parsed;
  readonly report: (severity: 'error' | 'warning', at: Node, message: string) => void;
}

/**
 * What a YAML value must look like. One description both reads the value with
 * positions and makes the JSON Schema that editors complete from, so that the
 * two cannot disagree.
 */
export interface Shape<T> {
  /** The value, or undefined after reporting why there is none. `path` is how messages name the place. */
  read(node: Node, path: string, context: ShapeContext): T | undefined;
  readonly schema: JsonSchema;
}

/** A key of an object: required, or with what stands in for it where it is absent. */
export interface Field<T> {
  readonly shape: Shape<unknown>;
  readonly required: boolean;
  readonly description: string;
  readonly absent: T | undefined;
  /** Only for the type checker: carries what the field reads as. */
  readonly type?: T;
}

type Fields = Readonly<Record<string, Field<unknown>>>;
export type ObjectOf<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

export function required<T>(shape: Shape<T>, description: string): Field<T> {
  return { shape, required: true, description, absent: undefined };
}

export function optional<T>(shape: Shape<T>, description: string): Field<T | undefined> {
  return { shape, required: false, description, absent: undefined };
}

export function withDefault<T>(shape: Shape<T>, value: T, description: string): Field<T> {
  return { shape, required: false, description, absent: value };
}

interface TextRules {
  readonly oneOf?: readonly string[];
  /** A pattern that the whole text matches, and how to say it: "a relative path". */
  readonly pattern?: RegExp;
  readonly what?: (t: Translate) => string;
  readonly check?: (text: string, t: Translate) => string | undefined;
}

/** A string. Numbers and booleans are not taken for strings: YAML's `1.10` would come back as `1.1`. */
export function text(rules: TextRules = {}): Shape<string> {
  const { oneOf, pattern } = rules;
  return {
    read(node, path, { t, report }) {
      const value = isScalar(node) ? node.value : undefined;
      if (typeof value !== 'string') {
        report(
          'error',
          node,
          isScalar(node) && value !== null
            ? t('{0} must be a text; put it in quotes', path)
            : t('{0} must be a text', path),
        );
        return undefined;
      }
      if (oneOf && !oneOf.includes(value)) {
        report('error', node, withSuggestion(t, t('{0}: unknown value "{1}"', path, value), value, oneOf));
        return undefined;
      }
      const problem =
        pattern && !pattern.test(value) ? (rules.what?.(t) ?? pattern.source) : rules.check?.(value, t);
      if (problem !== undefined) {
        report('error', node, t('{0}: "{1}" is not usable: {2}', path, value, problem));
        return undefined;
      }
      return value;
    },
    schema: {
      type: 'string',
      ...(oneOf ? { enum: oneOf } : {}),
      ...(pattern ? { pattern: pattern.source } : {}),
    },
  };
}

export function flag(): Shape<boolean> {
  return {
    read(node, path, { t, report }) {
      if (isScalar(node) && typeof node.value === 'boolean') return node.value;
      report('error', node, t('{0} must be true or false', path));
      return undefined;
    },
    schema: { type: 'boolean' },
  };
}

export function integer(minimum: number, maximum: number): Shape<number> {
  return {
    read(node, path, { t, report }) {
      const value = isScalar(node) ? node.value : undefined;
      if (typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum) {
        return value;
      }
      report('error', node, t('{0} must be a whole number from {1} to {2}', path, minimum, maximum));
      return undefined;
    },
    schema: { type: 'integer', minimum, maximum },
  };
}

/** A list; items that do not fit are reported and left out, so the rest can still be used. */
export function list<T>(item: Shape<T>): Shape<readonly T[]> {
  return {
    read(node, path, context) {
      if (!isSeq(node)) {
        context.report('error', node, context.t('{0} must be a list', path));
        return undefined;
      }
      return node.items.flatMap((child, index) => {
        const resolved = resolve(child as ParsedNode, context.document);
        const value = resolved && item.read(resolved, `${path}[${index}]`, context);
        return value === undefined ? [] : [value];
      });
    },
    schema: { type: 'array', items: item.schema },
  };
}

/** A program and its arguments: a list with at least one text, the first of them not empty. */
export function words(): Shape<readonly string[]> {
  const all = list(text());
  return {
    read(node, path, context) {
      const read = all.read(node, path, context);
      if (read === undefined) return undefined;
      if (isSeq(node) && read.length === node.items.length && (read[0] ?? '') !== '') return read;
      if (read.length === (isSeq(node) ? node.items.length : 0)) {
        context.report('error', node, context.t('{0} must begin with a command', path));
      }
      return undefined;
    },
    schema: { ...all.schema, minItems: 1 },
  };
}

/** One value, or a list of such; read as a list. */
export function oneOrMore<T>(item: Shape<T>): Shape<readonly T[]> {
  const several = list(item);
  return {
    read(node, path, context) {
      if (isSeq(node)) return several.read(node, path, context);
      const read = item.read(node, path, context);
      return read === undefined ? undefined : [read];
    },
    schema: { anyOf: [item.schema, several.schema] },
  };
}

/** A map from names to values, as for environment variables. */
export function record<T>(key: TextRules, value: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return {
    read(node, path, context) {
      if (!isMap(node)) {
        context.report('error', node, context.t('{0} must be a map', path));
        return undefined;
      }
      const found: [string, T][] = [];
      for (const pair of node.items) {
        const keyNode = pair.key as Node;
        const name = text(key).read(keyNode, path, context);
        const valueNode = resolve(pair.value as Node | null, context.document);
        if (name === undefined) continue;
        const read = valueNode && value.read(valueNode, `${path}.${name}`, context);
        if (read !== undefined) found.push([name, read]);
      }
      return Object.fromEntries(found);
    },
    schema: { type: 'object', additionalProperties: value.schema },
  };
}

/** A map, or `true` for its defaults and `false` for none. */
export function switchable<T>(shape: Shape<T>, whenTrue: T): Shape<T | false> {
  return {
    read(node, path, context) {
      if (isScalar(node) && typeof node.value === 'boolean') return node.value && whenTrue;
      return shape.read(node, path, context);
    },
    schema: { anyOf: [{ type: 'boolean' }, shape.schema] },
  };
}

interface ObjectRules {
  /** Keys of a later version: a warning instead of an error. */
  readonly reserved?: readonly string[];
}

/**
 * A map with known keys. A key that is not known is an error with the nearest
 * known one; keys that begin with `x-` are the user's own and are left alone.
 */
export function object<F extends Fields>(fields: F, rules: ObjectRules = {}): Shape<ObjectOf<F>> {
  const reserved = rules.reserved ?? [];
  return {
    read(node, path, context) {
      const { t, report } = context;
      if (!isMap(node)) {
        report('error', node, t('{0} must be a map of keys and values', path || t('the manifest')));
        return undefined;
      }
      const found: Record<string, unknown> = {};
      let complete = true;
      const seen = new Set<string>();
      for (const pair of node.items) {
        const keyNode = pair.key as Node;
        const key = isScalar(keyNode) ? String(keyNode.value) : '';
        const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
        if (!field) {
          reportUnknown(key, keyNode, path);
          continue;
        }
        seen.add(key);
        const valueNode = resolve(pair.value as Node | null, context.document) ?? keyNode;
        const value = field.shape.read(valueNode, join(path, key), context);
        if (value === undefined && field.required) complete = false;
        found[key] = value ?? field.absent;
      }
      for (const [key, field] of Object.entries(fields)) {
        if (seen.has(key)) continue;
        if (field.required) {
          report('error', node, t('{0} is missing', join(path, key)));
          complete = false;
        }
        found[key] = field.absent;
      }
      return complete ? (found as ObjectOf<F>) : undefined;

      function reportUnknown(key: string, at: Node, where: string): void {
        if (key.startsWith('x-')) return;
        if (reserved.includes(key)) {
          report('warning', at, t('{0} is not used by this version of MIPS Port', join(where, key)));
          return;
        }
        const message = t('unknown key {0}', join(where, key));
        report('error', at, withSuggestion(t, message, key, Object.keys(fields)));
      }
    },
    schema: {
      type: 'object',
      properties: Object.fromEntries(
        Object.entries(fields).map(([key, field]) => [
          key,
          {
            ...field.shape.schema,
            description: field.description,
            ...(isPlain(field.absent) ? { default: field.absent } : {}),
          },
        ]),
      ),
      required: Object.entries(fields)
        .filter(([, field]) => field.required)
        .map(([key]) => key),
      patternProperties: { '^x-': {} },
      additionalProperties: reserved.length > 0,
    },
  };
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Follows an alias (`*name`) to its anchor. */
function resolve(node: Node | null, document: Document.Parsed): Node | undefined {
  if (isAlias(node)) return node.resolve(document);
  return node ?? undefined;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function withSuggestion(t: Translate, message: string, word: string, known: readonly string[]): string {
  const near = suggest(word, known);
  if (near !== undefined) return t('{0}; did you mean "{1}"?', message, near);
  return t('{0}; known are {1}', message, known.join(', '));
}
