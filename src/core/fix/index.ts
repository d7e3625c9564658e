export { applyEdits, describeRefusal, groupByFile } from './apply';
export type { EditOutcome, EditRefusal } from './apply';
export { unifiedDiff } from './diff';
export { editsBetween } from './editsBetween';
export type { FileChange } from './diff';
export { safeSelection, selectFixes } from './select';
export type { ChosenFix, LeftFinding, LeftReason, SelectOptions, Selection } from './select';
