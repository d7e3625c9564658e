import type { DockerfileReading, DockerStage } from '../dockerfile/readDockerfile';
import { imageName } from './bases';
import { descendants, isOfResult } from './stageFamily';

/** Folders that pages and scripts for browsers are built into. */
const outputs = /(?:^|\/)(?:dist|build|public|out|static|assets|html|www|_site)(?:\/|$)/;

/**
 * Whether a stage is one of Node that only makes files for browsers: every
 * stage that takes something from it takes such a folder, and no modules,
 * which can have compiled code in them.
 */
export function isWebStage(reading: DockerfileReading, stage: DockerStage): boolean {
  const image = stage.image?.value ?? stage.image?.text ?? '';
  if (imageName(image).name !== 'node' || stage.platform || stage.base !== undefined) return false;
  if (isOfResult(reading, stage.index)) return false;
  const family = new Set(descendants(reading, stage.index));
  const copies = reading.sources.filter(({ stage: from }) => from !== undefined && family.has(from));
  return (
    copies.length > 0 &&
    copies.every(({ instruction: { args, keyword } }) => {
      const [source = ''] = args ? reading.text.slice(args.start, args.end).trim().split(/\s+/) : [];
      return keyword === 'COPY' && outputs.test(source) && !source.includes('node_modules');
    })
  );
}
