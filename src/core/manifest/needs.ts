import type { Translate } from '../l10n';
import type { Component } from './manifest';
import { suggest } from './suggest';

/** A name under `needs` that cannot be kept. */
export interface NeedProblem {
  readonly component: string;
  readonly need: string;
  readonly message: string;
}

/** Components whose `needs` name components of the manifest and go round in no circle. */
export interface SoundNeeds {
  readonly components: readonly Component[];
  readonly problems: readonly NeedProblem[];
}

/**
 * Takes out of `needs` what names no component and what closes a circle.
 *
 * @param declared Names that stand in the manifest; those of components that
 *   have errors of their own are among them, and needing one is no mistake.
 */
export function soundNeeds(
  components: readonly Component[],
  declared: readonly string[],
  t: Translate,
): SoundNeeds {
  const problems: NeedProblem[] = [];
  const kept = new Map<string, readonly string[]>();
  for (const { name, needs } of components) {
    const sound: string[] = [];
    for (const need of new Set(needs)) {
      const circle = need === name ? [name] : pathBetween(need, name, kept);
      if (!declared.includes(need)) {
        problems.push({ component: name, need, message: unknownNeed(name, need, declared, t) });
      } else if (circle) {
        const message = t(
          'component "{0}": needs go round in a circle: {1}',
          name,
          [name, ...circle].join(' → '),
        );
        problems.push({ component: name, need, message });
      } else {
        sound.push(need);
        kept.set(name, [...sound]);
      }
    }
  }
  const usable = new Set(components.map(({ name }) => name));
  return {
    components: components.map((component) => ({
      ...component,
      needs: (kept.get(component.name) ?? []).filter((need) => usable.has(need)),
    })),
    problems,
  };
}

function unknownNeed(name: string, need: string, declared: readonly string[], t: Translate): string {
  const message = t('component "{0}" needs "{1}", which is not here', name, need);
  const near = suggest(need, declared);
  return near === undefined ? message : t('{0}; did you mean "{1}"?', message, near);
}

/** The way from one component to another along what they need, ends included; undefined where there is none. */
function pathBetween(
  from: string,
  to: string,
  needs: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const pending: (readonly string[])[] = [[from]];
  const seen = new Set<string>();
  for (let path = pending.shift(); path; path = pending.shift()) {
    const last = path.at(-1) ?? from;
    if (last === to) return path;
    if (seen.has(last)) continue;
    seen.add(last);
    for (const next of needs.get(last) ?? []) pending.push([...path, next]);
  }
  return undefined;
}
