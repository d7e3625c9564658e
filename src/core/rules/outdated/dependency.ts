import { readModulesTxt, type VendoredModule } from '../../go/vendorLists';
import { joinPath } from '../../go/paths';
import type { Certainty, Finding, Fix, Range, Severity } from '../../types';
import type { Rule, RuleContext, TextFile } from '../rule';
import { documentation } from './dependencyDocumentation';
import { fixOf, hasBug, laterVersion, type KnownBug } from './knownBug';
import { knownBugs } from './modules';
import {
  isRequirementFile,
  readRequirements,
  vendorFolders,
  type Named,
  type Requirements,
} from './requirements';
import { isFixedIn, isUsed, packagesOf } from './usage';

/** Modules of which the tree uses a version with a bug that breaks on the target and that a newer one mends. */
export const outdatedDependency: Rule = {
  id: 'outdated-dependency',
  severity: 'error',
  documentation,
  wantsFile: isRequirementFile,
  // Of go.mod even one that names none of them counts: vendor/modules.txt may have more than it.
  fileNeedles: [...new Set(['module ', ...knownBugs.map(({ module }) => module.replace(/\/v\d+$/, ''))])].map(
    (text) => ({ text }),
  ),
  fromFile: (file, context) => new Dependencies(file, context).findings(),
};

const modulesWithBugs: ReadonlySet<string> = new Set(knownBugs.map(({ module }) => module));

/** A bug that the tree has, and how sure that is. */
interface Met {
  readonly bug: KnownBug;
  readonly severity: Severity;
  readonly certainty: Certainty;
}

const ranks: readonly Severity[] = ['error', 'warning', 'info'];

class Dependencies {
  private readonly requirements: Requirements;
  private readonly vendored: ReadonlyMap<string, VendoredModule> | undefined;
  /** The lines of go.sum. */
  private sums: readonly string[] | undefined;

  constructor(
    private readonly file: TextFile,
    private readonly context: RuleContext,
  ) {
    this.requirements = readRequirements(file.path, file.text, modulesWithBugs);
    const { dir, kind } = this.requirements;
    const list = kind === 'modules' ? context.files.readText(joinPath(dir, 'vendor/modules.txt')) : undefined;
    this.vendored = list === undefined ? undefined : readModulesTxt(list);
  }

  findings(): readonly Finding[] {
    const { dir, kind } = this.requirements;
    // Beside go.mod, the file of an older tool is what was left behind.
    if (kind === 'vendored' && this.context.files.readText(joinPath(dir, 'go.mod')) !== undefined) return [];
    return [...modulesWithBugs].flatMap((module) => {
      const bugs = knownBugs.filter(
        (bug) => bug.module === module && bug.goarchs.includes(this.context.target.goarch),
      );
      const named = this.placeOf(module, bugs);
      if (!named || bugs.length === 0) return [];
      const version = kind === 'modules' ? this.usedVersion(named) : named.version;
      const met = bugs.flatMap((bug) => {
        const found =
          kind === 'modules' ? this.metInModule(bug, named, version) : this.metInCopy(bug, version);
        return found ? [found] : [];
      });
      return met.length === 0 ? [] : [this.finding(named, version, met)];
    });
  }

  /** Where the file names a module; for one that only vendor/modules.txt names, its `module` line. */
  private placeOf(module: string, bugs: readonly KnownBug[]): Named | undefined {
    const { named, kind } = this.requirements;
    const direct = named.find(({ path }) => path === module);
    if (direct) return direct;
    if (kind === 'vendored') {
      const packages = new Set(bugs.flatMap(packagesOf));
      return named.find(({ path }) => packages.has(path));
    }
    const version = this.vendored?.get(module)?.version ?? '';
    if (version === '' || this.isReplaced(module)) return undefined;
    const range = moduleLine(this.file.text);
    if (!range) return undefined;
    return { path: module, version, indirect: true, range, editable: false };
  }

  private isReplaced(module: string): boolean {
    return new RegExp(`^\\s*(?:replace\\s+)?${module.replace(/[.]/g, '\\.')}\\b.*=>`, 'm').test(
      this.file.text,
    );
  }

  /** The version that the build takes, which may be newer than what go.mod asks for. */
  private usedVersion({ path, version }: Named): string {
    const vendored = this.vendored?.get(path)?.version;
    if (vendored !== undefined && vendored !== '') return vendored;
    return this.summed(path).reduce(laterVersion, version);
  }

  /** Versions of which go.sum has the whole module: only of those that are used, and of what was used before. */
  private summed(path: string): readonly string[] {
    this.sums ??= (this.context.files.readText(joinPath(this.requirements.dir, 'go.sum')) ?? '').split('\n');
    return this.sums.flatMap((line) => {
      if (!line.startsWith(path)) return [];
      const [module, version = '', hash = ''] = line.split(' ');
      return module === path && !version.endsWith('/go.mod') && hash.startsWith('h1:') ? [version] : [];
    });
  }

  private metInModule(bug: KnownBug, named: Named, version: string): Met | undefined {
    const copy = joinPath(this.requirements.dir, `vendor/${bug.module}`);
    const mended = this.vendored ? isFixedIn(copy, bug.marker, this.context.files) : undefined;
    if (mended === true || !(hasBug(bug, version) ?? lacksFix(bug, mended))) return undefined;
    const vendored = this.vendored?.get(bug.module);
    if (this.vendored) {
      const has = packagesOf(bug).some((name) => vendored?.packages.includes(name));
      // It may be vendored for another system's build only.
      return has && this.isUsed(bug) ? known(bug) : undefined;
    }
    // Since 1.17 go.mod names the versions that are used; before, another module may have asked for a newer one.
    const minor = Number(/^1\.(\d+)/.exec(this.requirements.go ?? '')?.[1] ?? 0);
    const settled = minor >= 17 || this.summed(named.path).length > 0;
    if (this.isUsed(bug)) return settled ? known(bug) : perhaps(bug, 'info');
    if (bug.rare === true) return undefined;
    // Who else imports it is not in the tree.
    if (named.indirect) return perhaps(bug, bug.single === true && minor >= 17 ? 'warning' : 'info');
    return bug.names === undefined ? undefined : perhaps(bug, 'info');
  }

  /** For files that name commits: the vendored sources tell where the version does not. */
  private metInCopy(bug: KnownBug, version: string): Met | undefined {
    const { files } = this.context;
    const state = hasBug(bug, version);
    const copies = vendorFolders(this.requirements.dir).map((dir) => `${dir}/${bug.module}`);
    const copy = copies.find((dir) => files.list(dir).length > 0);
    if (copy === undefined) return state === true && this.isUsed(bug) ? known(bug) : undefined;
    const mended = isFixedIn(copy, bug.marker, files);
    if (mended === true || !(state ?? lacksFix(bug, mended))) return undefined;
    const has = bug.packages.some((name) =>
      files.list(`${copy}/${name}`.replace(/\/$/, '')).some((entry) => entry.name.endsWith('.go')),
    );
    return has && this.isUsed(bug) ? known(bug) : undefined;
  }

  private isUsed(bug: KnownBug): boolean {
    const { tree } = this.context;
    return tree !== undefined && isUsed(bug, this.requirements.dir, tree);
  }

  private finding(named: Named, version: string, met: readonly Met[]): Finding {
    const { t, target } = this.context;
    const sorted = [...met].sort((a, b) => ranks.indexOf(a.severity) - ranks.indexOf(b.severity));
    const worst = sorted[0];
    const bugs = sorted.map(({ bug }) => bug);
    const symptoms = bugs.map(({ symptom }) => symptom(t)).join('; ');
    const shown = /^[0-9a-f]{40}$/.test(version) ? version.slice(0, 12) : version;
    const name = `${named.path} ${shown}`.trim();
    const what = bugs.some(({ breaks }) => breaks === 'build')
      ? t('{0} does not build for {1}: {2}', name, target.goarch, symptoms)
      : t('{0} misbehaves on {1}: {2}', name, target.goarch, symptoms);
    const fixed = bugs.map((bug) => fixOf(bug, version)).reduce((a, b) => laterVersion(a ?? '', b ?? ''));
    const replacement = bugs.find((bug) => bug.replacement !== undefined)?.replacement;
    return {
      rule: outdatedDependency.id,
      severity: worst?.severity ?? 'info',
      certainty: met.some(({ certainty }) => certainty === 'certain') ? 'certain' : 'likely',
      file: this.file.path,
      ...named.range,
      message: this.withRemedy(what, fixed, replacement),
      fixes: this.fixes(named, fixed, replacement),
    };
  }

  private withRemedy(what: string, fixed: string | undefined, replacement: string | undefined): string {
    const { t } = this.context;
    if (fixed === undefined || fixed === '') return t('{0}. No version of it mends that', what);
    return replacement === undefined
      ? t('{0}. Fixed in {1}', what, fixed)
      : t('{0}. Import {1} {2} or newer instead', what, replacement, fixed);
  }

  private fixes(named: Named, fixed: string | undefined, replacement: string | undefined): readonly Fix[] {
    const { kind } = this.requirements;
    if (!named.editable || replacement !== undefined || fixed === undefined || fixed === '') return [];
    return [
      {
        title: this.context.t('Require {0} {1} (go mod tidy then updates go.sum)', named.path, fixed),
        safe: false,
        edits: [{ file: this.file.path, ...named.range, newText: fixed }],
        // go.sum, and the vendor folder's list, have to agree with go.mod.
        ...(kind === 'modules' && {
          followedBy: this.vendored ? 'go mod tidy && go mod vendor' : 'go mod tidy',
        }),
      },
    ];
  }
}

/**
 * Whether a copy has a bug, by its sources alone. A copy without the fix may
 * also be from before the bug, where it has not been there always.
 */
function lacksFix({ ranges }: KnownBug, mended: boolean | undefined): boolean {
  return mended === false && ranges.every(({ from }) => from === undefined);
}

/** A bug of a package that the target's build is known to have. */
function known(bug: KnownBug): Met {
  return { bug, severity: bug.breaks === 'build' ? 'error' : 'warning', certainty: 'certain' };
}

function perhaps(bug: KnownBug, severity: Severity): Met {
  return { bug, severity, certainty: 'likely' };
}

/** The `module` line of go.mod, from its path on. */
function moduleLine(text: string): Range | undefined {
  for (const [row, line] of text.split('\n').entries()) {
    const match = /^\s*module\s+"?([^\s"]+)/.exec(line);
    if (!match?.[1]) continue;
    const start = match[0].length - match[1].length + 1;
    return { line: row + 1, column: start, endLine: row + 1, endColumn: start + match[1].length };
  }
  return undefined;
}
