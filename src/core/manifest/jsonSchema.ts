import { manifestShape } from './manifest';
import type { JsonSchema } from './shape';

/** The JSON Schema of `mips-port.yaml`, made from the shapes that read it. */
export function manifestJsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'MIPS Port manifest',
    description: 'The components of a port, with how each is built, run and tested for the target.',
    ...manifestShape.schema,
  };
}
