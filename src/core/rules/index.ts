import type { Rule } from './rule';
import { statWidth } from './statWidth';

/** Every rule, in the order of their documentation. */
export const rules: readonly Rule[] = [statWidth];
