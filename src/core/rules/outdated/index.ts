export { outdatedDependency } from './dependency';
