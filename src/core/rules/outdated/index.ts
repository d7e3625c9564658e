export { outdatedDependency } from './dependency';
export { outdatedGo } from './goRelease';
