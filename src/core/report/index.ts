export { jsonReport } from './json';
export { markdownReport } from './markdown';
export type { MarkdownReportOptions } from './markdown';
export type { ReportedRule } from './reported';
export { sarifReport } from './sarif';
export type { SarifReportOptions } from './sarif';
export { textReport } from './text';
export type { TextReportOptions } from './text';
