import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  commands,
  contextKeys,
  imageTaskType,
  problemMatcher,
  settings,
  settingsSection,
  taskType,
  viewContainer,
  views,
  walkthrough,
} from '../../../src/vscode/contributions';

const root = resolve(__dirname, '../../..');

interface MenuItem {
  readonly command: string;
  readonly when?: string;
}

interface PackageJson {
  readonly name: string;
  readonly publisher: string;
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: string[] } };
  readonly contributes: {
    readonly commands: { command: string; category: string; title: string; icon?: string }[];
    readonly viewsContainers: { activitybar: { id: string; icon: string }[] };
    readonly views: Record<string, { id: string }[]>;
    readonly viewsWelcome: { view: string; contents: string; when: string }[];
    readonly menus: Record<string, MenuItem[]>;
    readonly configuration: { properties: Record<string, { enum?: string[]; enumDescriptions?: string[] }> };
    readonly taskDefinitions: { type: string }[];
    readonly problemMatchers: { name: string; pattern: { regexp: string } }[];
    readonly walkthroughs: {
      id: string;
      steps: { id: string; description: string; media: { svg: string } }[];
    }[];
    readonly yamlValidation: { url: string }[];
  };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}

const packageText = readFileSync(join(root, 'package.json'), 'utf8');
const packageJson = readJson('package.json') as PackageJson;
const { contributes } = packageJson;
const nls = readJson('package.nls.json') as Record<string, string>;
const chinese = readJson('package.nls.zh-cn.json') as Record<string, string>;
const commandIds = Object.values<string>(commands);
const sorted = (texts: Iterable<string>): string[] => [...texts].sort();

describe('package.json and contributions.ts', () => {
  it('name the same commands', () => {
    expect(sorted(contributes.commands.map(({ command }) => command))).toEqual(sorted(commandIds));
    expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(['MIPS Port']));
  });

  it('name the same views, settings, task type, problem matcher and walkthrough', () => {
    expect(contributes.viewsContainers.activitybar.map(({ id }) => id)).toEqual([viewContainer]);
    expect(sorted((contributes.views[viewContainer] ?? []).map(({ id }) => id))).toEqual(
      sorted(Object.values(views)),
    );
    expect(sorted(Object.keys(contributes.configuration.properties))).toEqual(
      sorted(Object.values(settings).map((key) => `${settingsSection}.${key}`)),
    );
    expect(contributes.taskDefinitions.map(({ type }) => type)).toEqual([taskType, imageTaskType]);
    expect(contributes.problemMatchers.map(({ name }) => name)).toEqual([problemMatcher]);
    expect(
      contributes.walkthroughs.map(({ id }) => `${packageJson.publisher}.${packageJson.name}#${id}`),
    ).toEqual([walkthrough]);
  });

  it('keep menus, welcome texts and walkthroughs to commands, views and context keys that exist', () => {
    const menuItems = Object.values(contributes.menus).flat();
    for (const { command } of menuItems) expect(commandIds).toContain(command);
    const clauses = [
      ...menuItems.map(({ when }) => when ?? ''),
      ...contributes.viewsWelcome.map(({ when }) => when),
    ].join('\n');
    const known = new Set<string>([...Object.values(views), ...Object.values(contextKeys)]);
    for (const [name] of clauses.matchAll(/mipsPort\.\w+/g)) expect(known).toContain(name);
    for (const { view } of contributes.viewsWelcome) expect(Object.values<string>(views)).toContain(view);
    const texts = [
      ...contributes.viewsWelcome.map(({ contents }) => contents),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description)),
    ];
    for (const key of texts) {
      for (const text of [nls[key.slice(1, -1)], chinese[key.slice(1, -1)]]) {
        for (const [, command] of (text ?? '').matchAll(/\(command:(mipsPort\.\w+)\)/g)) {
          expect(commandIds).toContain(command);
        }
      }
    }
  });

  it('let no workspace in restricted mode choose programs', () => {
    const restricted = packageJson.capabilities.untrustedWorkspaces.restrictedConfigurations;
    for (const key of [
      settings.goPath,
      settings.ccPath,
      settings.qemuPath,
      settings.qemuArgs,
      settings.network,
      settings.imageEngine,
      settings.imageMirror,
      settings.imageBuilder,
    ]) {
      expect(restricted).toContain(`${settingsSection}.${key}`);
    }
  });

  it('point at files that exist', () => {
    const files = [
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.svg)),
      ...contributes.yamlValidation.map(({ url }) => url),
    ];
    for (const file of files) expect(existsSync(join(root, file)), file).toBe(true);
  });

  it.each([
    [
      './main.go:15:4: cannot use st.Rdev (variable of type uint32) as uint64 value in argument to f',
      'main.go',
    ],
    ['vet: ./main.go:15:4: cannot use st.Rdev (type uint32) as type uint64 in field value', 'main.go'],
    ['pkg/a.go:3: missing function body', 'pkg/a.go'],
    ['/w/a.go:3:1: undefined: x', '/w/a.go'],
  ])('match %j', (line, file) => {
    const match = new RegExp(contributes.problemMatchers[0]?.pattern.regexp ?? '').exec(line);
    expect(match?.[1]?.replace(/^\.\//, '')).toBe(file);
    expect(match?.[5]).not.toBe('');
  });
});

describe('translations', () => {
  it('of package.json are there for every text, and for nothing else', () => {
    const used = new Set([...packageText.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? ''));
    expect(sorted(Object.keys(nls))).toEqual(sorted(used));
    expect(sorted(Object.keys(chinese))).toEqual(sorted(used));
    for (const text of Object.values(chinese)) expect(text.trim()).not.toBe('');
  });

  it('of the running extension are there for every text under src/vscode', () => {
    const bundle = readJson('l10n/bundle.l10n.zh-cn.json') as Record<string, string>;
    const templates = new Set(
      sourceFiles(join(root, 'src/vscode')).flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(/l10n\.t\(\s*(['"])((?:\\.|(?!\1).)*)\1/g)].map(
          ([, , text]) => (text ?? '').replace(/\\(.)/g, '$1'),
        ),
      ),
    );
    expect(templates.size).toBeGreaterThan(50);
    expect(sorted(templates).filter((template) => !(template in bundle))).toEqual([]);
    for (const [template, text] of Object.entries(bundle)) {
      const holes = (of: string): string[] => sorted(new Set(of.match(/\{\d\}/g) ?? []));
      expect(holes(text), template).toEqual(holes(template));
    }
  });
});

function sourceFiles(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}
