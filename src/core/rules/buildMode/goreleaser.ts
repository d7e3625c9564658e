import { isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Node, Scalar, YAMLMap } from 'yaml';
import type { Target } from '../../target/targets';
import { findBareMode, findFlags } from './flags';
import type { FlagPlace } from './flags';
import { decidedFlag, guardPatterns } from './guards';
import { isSupported } from './supportedModes';
import type { Guard, ModeUse } from './use';

/**
 * The build modes in a goreleaser file that the target lacks and that builds
 * for the target have. goreleaser builds only for what its lists name, and
 * they name the target only when they say so.
 */
export function goreleaserUses(text: string, target: Target): readonly ModeUse[] {
  const uses: ModeUse[] = [];
  for (const document of parseAllDocuments(text)) {
    const root = document.contents;
    if (!isMap(root)) continue;
    const builds = get(root, 'builds');
    for (const build of isSeq(builds) ? builds.items : [get(root, 'build')]) {
      if (isMap(build) && buildsFor(build, target)) uses.push(...usesOf(build, text, target));
    }
  }
  return uses;
}

function buildsFor(build: YAMLMap, target: Target): boolean {
  const builder = textOf(get(build, 'builder'));
  if (builder !== undefined && builder !== 'go') return false;
  if (textOf(get(build, 'skip')) === 'true') return false;
  const targets = texts(get(build, 'targets'));
  if (targets.length > 0) {
    return targets.some(
      (name) => name === `linux_${target.goarch}` || name.startsWith(`linux_${target.goarch}_`),
    );
  }
  const goos = texts(get(build, 'goos'));
  if (goos.length > 0 && !goos.includes('linux')) return false;
  if (!texts(get(build, 'goarch')).includes(target.goarch)) return false;
  const ignore = get(build, 'ignore');
  return !(isSeq(ignore) ? ignore.items : []).some((entry) => isMap(entry) && matchesTarget(entry, target));
}

/** Whether an entry of `ignore` or `overrides` is for the target as a whole. */
function matchesTarget(entry: YAMLMap, target: Target): boolean {
  const is = (key: string, wanted: string): boolean => {
    const value = textOf(get(entry, key));
    return value === undefined || value === wanted;
  };
  return is('goos', 'linux') && is('goarch', target.goarch) && get(entry, 'gomips') === undefined;
}

function usesOf(build: YAMLMap, text: string, target: Target): readonly ModeUse[] {
  const overrides = get(build, 'overrides');
  const override = (isSeq(overrides) ? overrides.items : [])
    .filter(isMap)
    .find((one) => matchesTarget(one, target));
  // What an override sets takes the place of what the build sets.
  const chosen = (key: string): unknown => (override && get(override, key)) ?? get(build, key);
  const bare = scalars(chosen('buildmode')).flatMap((node) => placesIn(node, text, true));
  const flags = scalars(chosen('flags')).flatMap((node) => placesIn(node, text, false));
  return [...bare, ...flags]
    .filter(({ place }) => !isSupported(place.mode, target.goarch))
    .map(({ place, quoted }) => {
      const guard = place.bare ? undefined : templateGuard(place, quoted, target);
      return { place, certainty: 'certain', ofTests: false, ...(guard ? { guard } : {}) };
    });
}

interface QuotedPlace {
  readonly place: FlagPlace;
  /** How the scalar is written; `whole` where it is plain and nothing but the flag. */
  readonly quoted: '"' | "'" | 'plain' | 'whole' | 'flow';
}

/** The flags in a scalar, outside of templates: what a template decides is decided there. */
function placesIn(node: Scalar, text: string, bare: boolean): readonly QuotedPlace[] {
  const [start, end] = node.range ?? [0, 0];
  const raw = text
    .slice(start, end)
    .replace(/\{\{[\s\S]*?\}\}/g, (template) => '\u0001'.repeat(template.length));
  const mode = bare ? findBareMode(raw, start) : undefined;
  const places = mode ? [mode] : bare || raw.includes('\u0001') ? [] : findFlags(raw, start);
  const first = raw[0];
  const inFlow = /^\s*(?:- )?[^#\n]*[[,]\s*$/.test(text.slice(text.lastIndexOf('\n', start - 1) + 1, start));
  return places.map((place) => {
    const isWhole = place.start === start && place.end === end;
    const plain = isWhole ? 'whole' : inFlow ? 'flow' : 'plain';
    return { place, quoted: first === '"' || first === "'" ? first : plain };
  });
}

/** A template in place of the flag's value; undefined where the scalar's quotes leave no room for it. */
function templateGuard(place: FlagPlace, quoted: QuotedPlace['quoted'], target: Target): Guard | undefined {
  if (quoted === '"' || quoted === 'flow') return undefined;
  const { template } = guardPatterns(place.mode, target.goarch);
  const flag = decidedFlag(
    place,
    (onTarget, elsewhere) => `{{ if ${template} }}${onTarget}{{ else }}${elsewhere}{{ end }}`,
  );
  return { start: place.start, end: place.end, newText: quoted === 'whole' ? `'${flag}'` : flag };
}

function get(map: YAMLMap, key: string): unknown {
  return map.get(key, true);
}

function texts(node: unknown): readonly string[] {
  return scalars(node).map((scalar) => String(scalar.value));
}

function textOf(node: unknown): string | undefined {
  return isScalar(node) ? String(node.value) : undefined;
}

function scalars(node: unknown): readonly Scalar[] {
  if (isScalar(node)) return [node];
  return isSeq(node) ? node.items.filter((item): item is Scalar & Node => isScalar(item)) : [];
}
