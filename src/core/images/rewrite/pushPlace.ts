import { readReference, type ImageReference } from '../reference';
import { mapReference, type ImageMapping } from './mapReference';

/**
 * Where an image is pushed to: what the mapping makes of its name. Undefined
 * where that is no other repository than the one that the original is in.
 *
 * @param id The image's name in full.
 */
export function pushPlace(id: string, mapping: ImageMapping): ImageReference | undefined {
  const mapped = mapReference(id, mapping);
  const to = mapped.kind === 'mapped' ? readReference(mapped.reference) : undefined;
  const from = readReference(id);
  if (!to || !from) return undefined;
  return to.registry === from.registry && to.repository === from.repository ? undefined : to;
}
