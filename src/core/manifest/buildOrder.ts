import type { Component } from './manifest';

/**
 * Components and all that they need, each once and after what it needs, else
 * in the order in which they are given. `needs` that name nothing or go round
 * in a circle are taken out when a manifest is read; here they end the descent.
 */
export function buildOrder(
  wanted: readonly Component[],
  components: readonly Component[],
): readonly Component[] {
  const byName = new Map(components.map((component) => [component.name, component]));
  const ordered: Component[] = [];
  const seen = new Set<string>();
  const visit = (component: Component): void => {
    if (seen.has(component.name)) return;
    seen.add(component.name);
    for (const need of component.needs) {
      const needed = byName.get(need);
      if (needed) visit(needed);
    }
    ordered.push(component);
  };
  wanted.forEach(visit);
  return ordered;
}

/** The first need of a component that failed, in an order that `buildOrder` gave. */
export function failedNeed({ needs }: Component, failed: ReadonlySet<string>): string | undefined {
  return needs.find((need) => failed.has(need));
}
