/** Rule ids are plain words, so that a link cannot name another file. */
export function isRuleId(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z][a-z0-9-]*$/.test(value);
}

/** The rule that a command is about: an id, or a group of the Findings view; undefined where it is called without one. */
export function ruleOfArgument(argument: unknown): string | undefined {
  if (isRuleId(argument)) return argument;
  if (typeof argument !== 'object' || argument === null || !('rule' in argument)) return undefined;
  return isRuleId(argument.rule) ? argument.rule : undefined;
}
