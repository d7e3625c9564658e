import { Run } from 'dockerfile-ast';
import { LineIndex } from '../../positions';
import { nameOf } from '../../target/architectureNames';
import type { Finding } from '../../types';
import { runScript } from '../../images/dockerfile/runScript';
import { buildFileKind, isShellScript } from '../buildFiles/fileKind';
import { makeLines } from '../buildFiles/makeLines';
import { shellChoices, shellCommands } from '../../shell/shellCommands';
import { escapeDollars } from '../buildFiles/shellValues';
import type { Needle, Rule, RuleContext, TextFile } from '../rule';
import { documentation } from './documentation';
import { tableFix } from './fix';
import type { ScriptPlace } from './fix';
import { makeFindings } from './makeTables';
import { machineTable, nameOnTarget } from './tables';
import type { MachineTable } from './tables';
import { faultOf } from './verdict';
import type { Fault } from './verdict';
import { parseDockerfile } from '../../images/dockerfile/parseDockerfile';

/** The host's names; a table that counts has one of them and that of another 64-bit machine. */
const needles: readonly Needle[] = ['amd64', 'x86_64'].map((text) => ({
  text,
  confirm: /arm64|aarch64|ppc64|s390x|riscv64|loong/,
}));

/** Decisions by the name of the machine that leave the target out or take it for another. */
export const machineName: Rule = {
  id: 'machine-name',
  severity: 'warning',
  documentation,
  wantsFile: (path) =>
    scriptKind(path) !== undefined &&
    !/(?:^|\/)(?:third_party|testdata|node_modules|Godeps|_output)\//.test(path),
  fileNeedles: needles,
  fromFile: (file, context) => {
    const index = new LineIndex(file.text);
    const inScripts = scriptsOf(file, index).flatMap((script) => [
      ...tableFindings(script, file, index, context),
      ...sedFindings(script, file, index, context),
    ]);
    return scriptKind(file.path) === 'makefile'
      ? [...inScripts, ...makeFindings(file, index, context, machineName.id)]
      : inScripts;
  },
};

function scriptKind(path: string): 'makefile' | 'shell' | 'script' | 'dockerfile' | undefined {
  const kind = buildFileKind(path);
  return kind === 'ci' || kind === 'goreleaser' ? undefined : kind;
}

/** A script of a file as the shell reads it. */
interface Script extends ScriptPlace {
  readonly script: string;
}

function scriptsOf({ path, text }: TextFile, index: LineIndex): readonly Script[] {
  switch (scriptKind(path)) {
    case 'shell':
      return [{ script: text, text, start: 0, inMake: false }];
    case 'script':
      return isShellScript(text) ? [{ script: text, text, start: 0, inMake: false }] : [];
    case 'makefile':
      return makeLines(text).flatMap((line) =>
        line.kind === 'recipe' && /\b(?:case|elif)\b/.test(line.text)
          ? [{ script: escapeDollars(line.text), text: line.text, start: line.textStart, inMake: true }]
          : [],
      );
    case 'dockerfile':
      return parseDockerfile(text)
        .getInstructions()
        .flatMap((instruction) => {
          const script = instruction instanceof Run ? runScript(instruction, text, index) : undefined;
          if (!script || script.isJson) return [];
          const written = text.slice(script.start, script.start + script.text.length);
          return [{ script: script.text, text: written, start: script.start, inMake: false }];
        });
    case undefined:
      return [];
  }
}

function tableFindings(
  place: Script,
  { path }: TextFile,
  index: LineIndex,
  { host, target, t }: RuleContext,
): readonly Finding[] {
  const { script, start } = place;
  const choices = shellChoices(script);
  if (choices.length === 0) return [];
  const commands = shellCommands(script);
  return choices.flatMap((choice) => {
    const table = machineTable(choice, commands);
    const fault = table && faultOf(table, script, commands, host, target);
    if (!fault) return [];
    const edit = tableFix(table, fault, script, place, target);
    const at = placeOf(table, fault);
    const name = nameOnTarget(table, target);
    return [
      {
        rule: machineName.id,
        severity: fault.kind === 'unset' || /(?:^|\/)tests?\//.test(path) ? 'info' : 'warning',
        certainty: 'likely' as const,
        file: path,
        ...index.range(start + at.start, start + at.end),
        message: messageOf(fault, table.saying, name, target.goarch, host.goarch, t),
        fixes: edit
          ? [
              {
                title:
                  fault.kind === 'otherOrder'
                    ? t('Look at the byte order of {0}', name)
                    : t('Add a branch for {0}', name),
                // What is done with the name, such as a download, may not exist for the target.
                safe: false,
                edits: [{ file: path, ...index.range(edit.start, edit.end), newText: edit.newText }],
              },
            ]
          : [],
      },
    ];
  });
}

/** `uname -m | sed s/x86_64/amd64/ …`: a table of substitutions, which leaves other names as they are. */
const substitutions = /uname -m\s*\|\s*sed\b[^)`\n]*/g;

function sedFindings(
  { script, start }: Script,
  { path }: TextFile,
  index: LineIndex,
  { target, t }: RuleContext,
): readonly Finding[] {
  const name = nameOf(target.goarch, 'uname');
  if (name === undefined || name === target.goarch) return [];
  return [...script.matchAll(substitutions)].flatMap(({ 0: text, index: at }): readonly Finding[] => {
    const translates = /\bx86_64\b.*\bamd64\b/.test(text) && /\baarch64\b.*\barm64\b/.test(text);
    if (!translates || text.includes(name) || inComment(script, at)) return [];
    return [
      {
        rule: machineName.id,
        severity: 'warning',
        certainty: 'likely',
        file: path,
        ...index.range(start + at, start + at + text.length),
        message: messageOf({ kind: 'passed' }, 'uname -m', name, target.goarch, '', t),
        fixes: [],
      },
    ];
  });
}

function inComment(script: string, at: number): boolean {
  return /^\s*#/.test(script.slice(script.lastIndexOf('\n', at) + 1, at));
}

/** The branch that takes the target where it is one of its own, else what is looked at. */
function placeOf({ subject }: MachineTable, fault: Fault): { readonly start: number; readonly end: number } {
  const [first] = 'branch' in fault && !fault.branch.isDefault ? fault.branch.patterns : [];
  return first ?? subject;
}

function messageOf(
  fault: Fault,
  from: string,
  name: string,
  target: string,
  host: string,
  t: RuleContext['t'],
): string {
  switch (fault.kind) {
    case 'fails':
      return t('On {0} this ends in an error: {1} is {2} there', target, from, name);
    case 'taken':
      return t('On {0} this takes the machine for {1}: {2} is {3} there', target, host, from, name);
    case 'passed':
      return t('On {0} this stays {2}, as {1} says, where others become names of Go', target, from, name);
    case 'unset':
      return t('On {0} nothing sets {1} here: {2} is {3} there', target, fault.variable, from, name);
    case 'otherOrder':
      return t('{0} is {1} for both byte orders, and this makes it {2}', from, name, fault.becomes);
  }
}
