import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JudgeProgress } from '../../../src/node/judge/judge';
import { describeWith } from '../support/tools';
import { breaking, gocheckSourceDir, judgeWith, resultOf, scratch, script, summary, tree } from './support';

const goMod = 'module example.org/m\n\ngo 1.18\n';
const fixed = breaking('m').replace('st.Dev }', 'uint64(st.Dev) }');
const finding = 'width a.go:5:46 st.Dev';
/** Building the program for the first time takes a while. */
const slow = 120_000;

function moduleTree(): string {
  return tree({ 'go.mod': goMod, 'a.go': breaking('m') });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('the judge in a folder that is not trusted', () => {
  it('starts nothing and says why', async () => {
    const marker = join(scratch(), 'started');
    const storageDir = join(scratch(), 'storage');
    const goCommand = script(`echo started > '${marker}'; echo go version go1.24.4 linux/amd64`);
    const judge = judgeWith({ goCommand, storageDir, trusted: () => false });
    const root = moduleTree();
    const refusal = { kind: 'unavailable', reason: 'untrusted' };
    expect(await judge.check({ root, target: 'mips64le' })).toMatchObject(refusal);
    expect(await judge.update(root, [{ file: 'a.go', text: fixed }])).toMatchObject(refusal);
    expect(await judge.format('package  m')).toBeUndefined();
    expect(judge.processIds()).toEqual([]);
    expect([existsSync(marker), existsSync(storageDir)]).toEqual([false, false]);
  });
});

describe('the judge without a Go that will do', () => {
  it.each([
    ['no-go', '/nonexistent/go', '/nonexistent/go is not a Go command'],
    ['go-too-old', script('echo go version go1.17.13 linux/amd64'), 'the type check needs Go 1.19 or newer'],
    [
      'build-failed',
      script('test "$1" = version && echo go version go1.24.4 linux/amd64 && exit; echo out of disk; exit 1'),
      'could not build the checker: out of disk',
    ],
  ])('says %s in one line', async (reason, goCommand, message) => {
    const outcome = await judgeWith({ goCommand, storageDir: scratch() }).check({
      root: moduleTree(),
      target: 'mips64le',
    });
    expect(outcome).toMatchObject({ kind: 'unavailable', reason });
    expect(outcome).toHaveProperty('message', expect.stringContaining(message));
    expect(outcome).toHaveProperty('message', expect.not.stringContaining('\n'));
  });
});

describeWith(['go'], 'the judge', () => {
  it(
    'tells progress, facts and the files it knows in full',
    async () => {
      const stages: JudgeProgress['stage'][] = [];
      const outcome = await judgeWith({}).check(
        { root: moduleTree(), target: 'mips64le' },
        undefined,
        (progress) => stages.push(progress.stage),
      );
      const { facts, checkedFiles, packages, notes } = resultOf(outcome);
      expect(facts).toMatchObject([
        {
          kind: 'width',
          certainty: 'proven',
          origin: { file: 'a.go', line: 5, column: 46, endLine: 5, endColumn: 52 },
          originText: 'st.Dev',
          source: 'syscall.Stat_t.Dev',
          hostType: 'uint64',
          targetType: 'uint32',
          wanted: 'uint64',
          context: 'return',
          taker: 'Dev',
          use: { file: 'a.go', line: 5, column: 46, endLine: 5, endColumn: 52 },
          convertible: true,
        },
      ]);
      expect([[...checkedFiles], packages, notes]).toEqual([['a.go'], 1, []]);
      expect(stages).toContain('list');
    },
    slow,
  );

  it('finds nothing for a target that is like the host', async () => {
    const { facts } = resultOf(await judgeWith({}).check({ root: moduleTree(), target: 'ppc64le' }));
    expect(facts).toEqual([]);
  });

  it('follows edits in an editor and on disk', async () => {
    const judge = judgeWith({});
    const root = moduleTree();
    expect(await judge.update(root, [{ file: 'a.go' }])).toMatchObject({ reason: 'not-loaded' });
    const checked = resultOf(await judge.check({ root, target: 'mips64le' }));
    expect(summary(checked.facts)).toEqual([finding]);
    const edited = resultOf(await judge.update(root, [{ file: 'a.go', text: fixed }]));
    expect([summary(edited.facts), [...edited.checkedFiles]]).toEqual([[], ['a.go']]);
    const again = resultOf(await judge.update(root, [{ file: 'a.go' }]));
    expect(summary(again.facts)).toEqual([finding]);
    writeFileSync(join(root, 'a.go'), fixed);
    expect(resultOf(await judge.update(root, [{ file: 'a.go' }])).facts).toEqual([]);
    writeFileSync(join(root, 'b.go'), breaking('m').replace('Dev(', 'Second('));
    expect(summary(resultOf(await judge.update(root, [{ file: 'b.go' }])).facts)).toEqual([
      'width b.go:5:49 st.Dev',
    ]);
    writeFileSync(join(root, 'go.mod'), goMod.replace('example.org/m', 'example.org/renamed'));
    expect(summary(resultOf(await judge.update(root, [{ file: 'go.mod' }])).facts)).toEqual([
      'width b.go:5:49 st.Dev',
    ]);
  });

  it('takes texts of an editor in a check', async () => {
    const root = moduleTree();
    const overlay = { 'a.go': fixed, 'new.go': breaking('m').replace('Dev(', 'New(') };
    const { facts } = resultOf(await judgeWith({}).check({ root, target: 'mips64le', overlay }));
    expect(summary(facts)).toEqual(['width new.go:5:46 st.Dev']);
  });

  it('formats as gofmt does', async () => {
    const judge = judgeWith({});
    expect(await judge.format('package  m\nfunc f( ){x:=1}\n')).toBe('package m\n\nfunc f() { x := 1 }\n');
    expect(await judge.format('package m\nfunc {')).toBeUndefined();
  });

  it('stops when cancelled, and works again', async () => {
    const judge = judgeWith({});
    const root = moduleTree();
    const controller = new AbortController();
    const running = judge.check({ root, target: 'mips64le' }, controller.signal, () => controller.abort());
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    await expect(judge.check({ root, target: 'mips64le' }, controller.signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
    const { facts } = resultOf(await judge.check({ root, target: 'mips64le' }));
    expect(summary(facts)).toEqual([finding]);
  });

  it('starts again after a crash, with the texts it knew', async () => {
    const judge = judgeWith({});
    const root = moduleTree();
    await judge.check({ root, target: 'mips64le' });
    await judge.update(root, [{ file: 'b.go', text: breaking('m').replace('Dev(', 'Second(') }]);
    const [pid] = judge.processIds();
    if (pid === undefined) throw new Error('no program runs');
    process.kill(pid, 'SIGKILL');
    const after = resultOf(await judge.update(root, [{ file: 'a.go', text: fixed }]));
    expect(summary(after.facts)).toEqual(['width b.go:5:49 st.Dev']);
    expect(judge.processIds()).not.toContain(pid);
  });

  it('gives up on a program that always crashes', async () => {
    const sources = tree({
      'go.mod': 'module crash\n\ngo 1.19\n',
      'main.go':
        'package main\n\nimport (\n\t"bufio"\n\t"os"\n)\n\nfunc main() {\n\t_, _ = bufio.NewReader(os.Stdin).ReadString(10)\n\tprintln("no luck")\n\tos.Exit(3)\n}\n',
    });
    const judge = judgeWith({ gocheckSourceDir: sources, storageDir: scratch() });
    expect(await judge.check({ root: moduleTree(), target: 'mips64le' })).toEqual({
      kind: 'unavailable',
      reason: 'crashed',
      message: 'The type check ended unexpectedly, twice: exit status 3: no luck',
    });
  });

  it('kills a program that does not react to a cancellation', async () => {
    const sources = tree({
      'go.mod': 'module deaf\n\ngo 1.19\n',
      'main.go': 'package main\n\nimport "time"\n\nfunc main() { time.Sleep(time.Hour) }\n',
    });
    const judge = judgeWith({ gocheckSourceDir: sources, storageDir: scratch() });
    const controller = new AbortController();
    const running = judge.check({ root: moduleTree(), target: 'mips64le' }, controller.signal);
    const ended = expect(running).rejects.toMatchObject({ name: 'AbortError' });
    while (judge.processIds().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort();
    await ended;
    expect(judge.processIds()).toEqual([]);
  });

  it('leaves no process behind', async () => {
    const judge = judgeWith({});
    await judge.check({ root: moduleTree(), target: 'mips64le' });
    const pids = judge.processIds();
    expect(pids).toHaveLength(1);
    await judge.dispose();
    expect(pids.filter(isRunning)).toEqual([]);
    expect(judge.processIds()).toEqual([]);
  });

  it(
    'is built once, whoever else builds it at the same time',
    async () => {
      const storageDir = scratch();
      const root = moduleTree();
      const judges = [1, 2, 3].map(() => judgeWith({ storageDir, gocheckSourceDir }));
      const outcomes = await Promise.all(judges.map((judge) => judge.check({ root, target: 'mips64le' })));
      expect(outcomes.map((outcome) => summary(resultOf(outcome).facts))).toEqual([
        [finding],
        [finding],
        [finding],
      ]);
      expect(readdirSync(storageDir)).toEqual([
        expect.stringMatching(/^gocheck-go\d+\.\d+(\.\d+)?-[0-9a-f]{16}$/),
      ]);
    },
    slow,
  );
});
