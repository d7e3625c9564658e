import type { ReportedRule } from './reported';

/** What the page of a rule says of it beside what reports say; every `Rule` has this shape. */
export interface DocumentedRule extends ReportedRule {
  readonly documentation: ReportedRule['documentation'] & {
    readonly example: { readonly language: string; readonly before: string; readonly after: string };
    readonly notFound: readonly string[];
    readonly seenIn: readonly string[];
  };
}

/** The documentation page of a rule, in Markdown, with a line end. */
export function rulePage({ id, severity, documentation }: DocumentedRule): string {
  const { summary, why, example, fix, notFound, seenIn } = documentation;
  const sections = [
    generated,
    `# ${id}`,
    summary,
    `Severity of a finding that is certain: ${severity}.`,
    '## Why',
    ...why,
    '## Example',
    'Before:',
    fenced(example.before, example.language),
    'After:',
    fenced(example.after, example.language),
    ...section('Fix', fix),
    ...section('Not a finding', [list(notFound)]),
    ...section('How to silence it', [silencing(id, example.language)]),
    ...section('Seen in', [list(seenIn)]),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** The page that lists all rules. */
export function rulesIndexPage(rules: readonly DocumentedRule[]): string {
  const rows = rules.map(({ id, severity, documentation }) => {
    return `| [${id}](${id}.md) | ${severity} | ${documentation.summary.replaceAll('|', '\\|')} |`;
  });
  return [
    generated,
    '# Rules',
    ['| rule | severity | finds |', '| --- | --- | --- |', ...rows].join('\n'),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

const generated =
  '<!-- Written by `npm run generate -- docs` from the rules themselves; change it there. -->';

/** How a comment silences a finding of a rule, in the language where most of them are. */
function silencing(id: string, language: string): string {
  const [sign, other] = language === 'go' ? ['//', '#'] : ['#', '//'];
  return `Where it is meant, write \`${sign} mips-port:ignore ${id} reason\` at the end of the line, or on a line of its own before it (\`${other}\` in files whose comments begin with that). The light bulb writes it for you.`;
}

function section(title: string, paragraphs: readonly string[]): readonly string[] {
  const filled = paragraphs.filter((paragraph) => paragraph !== '');
  return filled.length > 0 ? [`## ${title}`, ...filled] : [];
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** A code block whose fence is longer than any run of back quotes inside. */
function fenced(code: string, language: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code.replace(/\n+$/, '')}\n${fence}`;
}
