import type { BuildRecord } from '../plan/buildRecord';
import type { TestRecord } from '../plan/testRecord';

/** A patch as a pull request tells of it. */
export interface ToldPatch {
  readonly subject: string;
  /** The rest of the commit's message. */
  readonly body: string;
}

/** What shows that patches work. */
export interface Evidence {
  /** Absolute path of the manifest's folder, which is nobody else's business. */
  readonly root: string;
  /** The commit with the patches; a record of another one is not counted. */
  readonly commit: string | undefined;
  readonly build: BuildRecord | undefined;
  readonly tests: TestRecord | undefined;
}

/** What the text of a pull request is made from. */
export interface PullRequestInput {
  readonly component: string;
  /** GOARCH. */
  readonly target: string;
  readonly patches: readonly ToldPatch[];
  readonly evidence: Evidence;
}

/** The template where the user has none of their own; each name in braces is filled in. */
export const pullRequestTemplate = `# {{title}}

{{summary}}

## Commits

{{patches}}

## Tested

{{evidence}}
`;

/**
 * The text of a pull request, in English, for it goes upstream.
 *
 * @param template Markdown with `{{title}}`, `{{summary}}`, `{{patches}}`, `{{evidence}}`,
 *   `{{component}}` and `{{target}}`; other words in braces stay as they are.
 */
export function pullRequestText(input: PullRequestInput, template = pullRequestTemplate): string {
  const { component, patches, target } = input;
  const values: Readonly<Record<string, string>> = {
    component,
    target: `linux/${target}`,
    title: titleOf(input),
    summary: patches.map(({ body }) => withoutTrailers(body)).join('\n\n'),
    patches: patches.map(({ subject }) => `- ${subject}`).join('\n'),
    evidence: evidenceText(input),
  };
  return template.replace(/\{\{(\w+)\}\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );
}

/** One line: the patch's own subject, or what several have in common. */
export function titleOf({ patches, target }: Pick<PullRequestInput, 'patches' | 'target'>): string {
  const [first, ...others] = patches;
  return first !== undefined && others.length === 0 ? first.subject : `Build and run on linux/${target}`;
}

/** Which builds and runs of exactly these patches passed, and which did not; nothing is claimed for others. */
function evidenceText({ component, evidence, target }: PullRequestInput): string {
  const { build, commit, tests } = evidence;
  const lines = [...buildLines(build, commit, target), ...testLines(tests, commit, target)];
  if (lines.length > 0)
    return lines
      .join('\n')
      .replaceAll(`${evidence.root}/`, '')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  return `Not tested yet: there is no build of ${component} at the commit of this series.`;
}

function buildLines(
  build: BuildRecord | undefined,
  commit: string | undefined,
  target: string,
): readonly string[] {
  if (!build || !isOf(build.source, commit)) return [];
  const tools = (build.tools ?? []).map(({ version }) => version).join('; ');
  const lines = [`- Built for linux/${target}${tools === '' ? '' : ` (${tools})`}:`];
  for (const command of build.commands) lines.push('', ...block(command), '');
  for (const { path, sha256 } of build.artifacts) {
    lines.push(`  - \`${path.split('/').at(-1) ?? path}\`, sha256 \`${sha256}\``);
  }
  const { smoke } = build;
  for (const run of smoke?.runs ?? (smoke ? [smoke] : [])) {
    lines.push(run.passed ? '- Runs under QEMU:' : `- **Fails** under QEMU (${run.message}):`);
    lines.push('', ...block(`$ ${run.command}\n${run.output.trimEnd()}`), '');
  }
  return lines;
}

function testLines(
  tests: TestRecord | undefined,
  commit: string | undefined,
  target: string,
): readonly string[] {
  if (!tests || !isOf(tests.source, commit)) return [];
  const how = tests.passed ? 'pass' : `**do not pass** (${tests.message})`;
  const packages = tests.output.split('\n').filter((line) => /^(?:ok|FAIL|---)\s/.test(line));
  return [
    `- The tests ${how} for linux/${target} under QEMU:`,
    '',
    ...block([`$ ${tests.command}`, ...packages].join('\n')),
  ];
}

/** Whether a record is of exactly a commit, without changes beside it. */
function isOf(
  source: { readonly commit?: string; readonly dirty?: boolean } | undefined,
  commit: string | undefined,
): boolean {
  return commit !== undefined && source?.commit === commit && source.dirty === false;
}

function block(text: string): readonly string[] {
  return ['```', ...text.split('\n'), '```'].map((line) => `  ${line}`.trimEnd());
}

/** What the commits' own trailers say is not for the description. */
function withoutTrailers(body: string): string {
  return body.replace(/(?:\n|^)(?:[A-Z][\w-]*-by: .*(?:\n|$))+$/, '').trim();
}
