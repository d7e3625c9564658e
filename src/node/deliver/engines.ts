/** Programs that keep images and build them. */
export const engines = ['docker', 'podman', 'buildah'] as const;

export type Engine = (typeof engines)[number];
