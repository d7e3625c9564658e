import { baseName } from '../../go/paths';
import { isDockerfile } from '../dockerfile/fileName';

/** Where Kubernetes lists the images of its tests. */
const manifestGoPath = 'test/utils/image/manifest.go';

/** Whether a file may say something about images; names alone decide, so that nothing else is read. */
export function isImageSource(path: string): boolean {
  return !isAside(path) && (isLinuxDockerfile(path) || isYaml(path) || isManifestGo(path));
}

/** Whether a path is among sources of others, or fixtures of tests; neither is what the tree makes or runs. */
export function isAside(path: string): boolean {
  return /(?:^|\/)(?:vendor|node_modules|testdata)\//.test(path);
}

/** Whether a path is a Dockerfile for Linux. */
export function isLinuxDockerfile(path: string): boolean {
  return isDockerfile(path) && !/[._-]windows\b/i.test(baseName(path));
}

/** Whether a path is a file of YAML by its name. */
export function isYaml(path: string): boolean {
  return path.endsWith('.yml') || path.endsWith('.yaml');
}

/** Whether a path is Kubernetes' list of the images of its tests. */
export function isManifestGo(path: string): boolean {
  return path === manifestGoPath || path.endsWith(`/${manifestGoPath}`);
}
