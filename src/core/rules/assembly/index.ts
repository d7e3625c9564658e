import { nameSuffix } from '../../go/buildConstraints';
import { definedIn } from '../../go/missingBodies';
import type { PackageView } from '../../go/packages';
import { baseName, parentOf } from '../../go/paths';
import { knownArch } from '../../go/syslist';
import { withoutComments } from '../../c/lines';
import { activeText } from '../../c/preprocess';
import { LineIndex } from '../../positions';
import type { Finding, Fix } from '../../types';
import { compiledUnits, usesCgo } from '../cgoSources';
import type { Rule, RuleContext, TextFile } from '../rule';
import { constrainEdits } from '../narrowConstraints';
import { documentation } from './documentation';
import type { ForeignCode } from './foreignCode';
import { foreignGnuAssembly } from './gnuAssembly';
import { foreignGoAssembly } from './goAssembly';

/** Assembly of another machine that the target's build includes. */
export const assembly: Rule = {
  id: 'assembly',
  severity: 'error',
  documentation,
  // A file with an architecture in its name is left out, or is the target's.
  wantsFile: (path) =>
    /\.(?:s|S|sx)$/.test(path) && !nameSuffix(baseName(path)).some((tag) => knownArch.has(tag)),
  fileNeedles: [
    { text: 'TEXT', confirm: /\b(?:[A-D]X|[SD]I|BP|[XYZ]\d)\b/ },
    { text: '%', confirm: /%(?:[re](?:ax|bx|cx|dx|si|di|bp|sp)|r8|r9|r1[0-5]|[xyz]mm\d)/ },
    { text: '.intel_syntax' },
    { text: '.code64' },
  ],
  fromFile: (file, context) => ofFile(file, context),
};

function ofFile({ path, text }: TextFile, context: RuleContext): readonly Finding[] {
  const dir = parentOf(path);
  const host = context.tree?.view(dir, 'host');
  const target = context.tree?.view(dir, 'target');
  if (host?.otherFiles.includes(path) !== true || target?.otherFiles.includes(path) !== true) return [];
  const code = usesCgo(target)
    ? gnuCode(path, text, target, context)
    : foreignGoAssembly(path, text, context);
  return code ? [finding({ path, text }, code, target, context)] : [];
}

/** In a package with cgo the C compiler assembles, `.S` files after it preprocessed them. */
function gnuCode(
  path: string,
  text: string,
  view: PackageView,
  context: RuleContext,
): ForeignCode | undefined {
  if (context.host.goarch !== 'amd64') return undefined;
  if (path.endsWith('.s')) return foreignGnuAssembly(withoutComments(text));
  const unit = compiledUnits(view, context).find((one) => one.path === path);
  const own = unit?.files.find((file) => file.path === path);
  return own && foreignGnuAssembly(activeText(own));
}

function finding(
  { path, text }: TextFile,
  code: ForeignCode,
  view: PackageView,
  context: RuleContext,
): Finding {
  const { t, target } = context;
  const without = usesCgo(view) ? [] : bodiesLacking(text, view);
  const message = t(
    '{0} is assembled for {1} too, whose assembler rejects {2}',
    baseName(path),
    target.goarch,
    code.evidence,
  );
  return {
    rule: assembly.id,
    severity: 'error',
    certainty: 'certain',
    file: path,
    ...new LineIndex(text).range(code.start, code.end),
    message:
      without.length === 0
        ? message
        : t('{0}; without it {1} needs a body in Go there', message, without.join(', ')),
    fixes: fixesOf({ path, text }, code, without.length === 0 && !usesCgo(view), context),
  };
}

function fixesOf(
  { path, text }: TextFile,
  { goarchs }: ForeignCode,
  safe: boolean,
  context: RuleContext,
): readonly Fix[] {
  // A `.s` file of a cgo package goes to the C compiler's assembler, which may not take a comment in Go's form.
  if (path.endsWith('.s') && /%[re]/.test(text)) return [];
  const title = context.t('Build {0} only for {1}', baseName(path), goarchs.join(', '));
  return [{ title, safe, edits: constrainEdits(path, text, goarchs, context) }];
}

/** The functions of the file that the target's build declares without a body. */
function bodiesLacking(text: string, view: PackageView): readonly string[] {
  return definedIn(text).filter((name) => {
    const declaration = view.lookup(name);
    return declaration?.kind === 'func' && !declaration.node.childForFieldName('body');
  });
}
