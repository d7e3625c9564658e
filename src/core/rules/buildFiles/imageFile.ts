import { baseName } from '../../go/paths';
import { buildFileKind } from './fileKind';

/** Where files are examples and test data: nobody builds them for the target. */
const elsewhere =
  /(?:^|\/)(?:\.[^/]+|testdata|testfiles|fixtures?|fuzz|third_party|node_modules|Godeps|_output)\//;

/** Tests of their own build images that only a service's machines run; Kubernetes' test images are for the cluster. */
const ofTests = /(?:^|\/)(?:tests?|e2e|integration|ci|prow)\//;

/** Whether a path is that of a Dockerfile, or of the file of bases beside one, of an image that is built for the target. */
export function isImageFile(path: string): boolean {
  return (
    (buildFileKind(path) === 'dockerfile' || isBaseImageFile(path)) &&
    !/\.(?:template|tmpl|tpl|in|j2|erb)$/.test(path) &&
    !elsewhere.test(path) &&
    (!ofTests.test(path) || /(?:^|\/)test\/images\//.test(path))
  );
}

/** Whether a path is that of the file beside a Dockerfile that names its bases, one for each architecture. */
export function isBaseImageFile(path: string): boolean {
  return path.endsWith('BASEIMAGE') && baseName(path) === 'BASEIMAGE';
}
