import { expect, it } from 'vitest';
import type { Judge } from '../../../src/node/judge/judge';
import { describeWith } from '../support/tools';
import { judgeWith, resultOf, summary, tree } from './support';

const sameOnBoth = 'package base\n\nimport "syscall"\n\nvar st syscall.Stat_t\n\nvar Dev = uint64(st.Dev)\n';
/** A uint64 for the host, a uint32 for the target. */
const different = sameOnBoth.replace('uint64(st.Dev)', 'st.Dev');
const importing = (dir: string): string =>
  `package ${dir}\n\nimport "example.org/m/base"\n\nvar x uint64 = base.Dev\n`;
const facts = ['width m/above/above.go:5:16 base.Dev', 'width m/beside/beside.go:5:16 base.Dev'];
const edit = [{ file: 'm/base/base.go', text: different }];
const target = 'mips64le';

function layers(): string {
  return tree({
    'm/go.mod': 'module example.org/m\n\ngo 1.18\n',
    'm/base/base.go': sameOnBoth,
    'm/above/above.go': importing('above'),
    'm/beside/beside.go': importing('beside'),
    'other/go.mod': 'module example.org/other\n\ngo 1.18\n',
    'other/other.go': 'package other\n',
  });
}

async function checked(): Promise<{ judge: Judge; root: string }> {
  const judge = judgeWith({});
  const root = layers();
  expect(resultOf(await judge.check({ root, target }))).toMatchObject({ facts: [], pending: 0, packages: 4 });
  return { judge, root };
}

function killProgram(judge: Judge): void {
  const [pid] = judge.processIds();
  if (pid === undefined) throw new Error('no program runs');
  process.kill(pid, 'SIGKILL');
}

describeWith(['go'], 'the judge after an edit of what others import', () => {
  it('answers for the edited package, and for the others when asked to follow', async () => {
    const { judge, root } = await checked();
    const files = ['m/above/above.go', 'm/base/base.go', 'm/beside/beside.go', 'other/other.go'];
    const first = resultOf(await judge.update(root, edit));
    expect([summary(first.facts), first.pending, [...first.checkedFiles].sort()]).toEqual([[], 2, files]);
    const rest = resultOf(await judge.follow(root));
    expect([summary(rest.facts), rest.pending, [...rest.checkedFiles].sort()]).toEqual([facts, 0, files]);
    expect(summary(resultOf(await judge.follow(root)).facts)).toEqual(facts);
  }, 120_000);

  it('keeps count of what is pending over edits elsewhere', async () => {
    const { judge, root } = await checked();
    await judge.update(root, edit);
    const other = { file: 'other/other.go', text: 'package other\n\nvar x int\n' };
    expect(resultOf(await judge.update(root, [other])).pending).toBe(2);
    const beside = { file: 'm/beside/beside.go', text: importing('beside').replace('var x', 'var y') };
    const own = resultOf(await judge.update(root, [beside]));
    expect([summary(own.facts), own.pending]).toEqual([[facts[1]], 1]);
    expect(summary(resultOf(await judge.follow(root)).facts)).toEqual(facts);
  });

  it('loses nothing when it is cancelled, whenever that is', async () => {
    const { judge, root } = await checked();
    const before = new AbortController();
    await judge.update(root, edit);
    before.abort();
    await expect(judge.follow(root, before.signal)).rejects.toMatchObject({ name: 'AbortError' });
    for (const [round, delay] of [0, 0, 1, 2, 4, 8, 16].entries()) {
      const controller = new AbortController();
      const following = judge.follow(root, controller.signal).catch((error: unknown) => error);
      setTimeout(() => controller.abort(), delay);
      await following;
      const text = round % 2 === 0 ? sameOnBoth : different;
      resultOf(await judge.update(root, [{ file: 'm/base/base.go', text }]));
    }
    await judge.update(root, edit);
    const all = resultOf(await judge.follow(root));
    expect([summary(all.facts), all.pending]).toEqual([facts, 0]);
  });

  it('checks anew where its program has ended, or has started again without this folder', async () => {
    const { judge, root } = await checked();
    await judge.update(root, edit);
    killProgram(judge);
    const followed = resultOf(await judge.follow(root));
    expect([summary(followed.facts), followed.pending]).toEqual([facts, 0]);
    const startElsewhere = async (): Promise<void> => {
      killProgram(judge);
      resultOf(await judge.check({ root: layers(), target }));
    };
    await startElsewhere();
    const updated = resultOf(await judge.update(root, [{ file: 'm/base/base.go' }]));
    expect([summary(updated.facts), updated.pending]).toEqual([[], 0]);
    expect(resultOf(await judge.update(root, edit)).pending).toBe(2);
    await startElsewhere();
    expect(summary(resultOf(await judge.follow(root)).facts)).toEqual(facts);
  });

  it('has nothing to follow in a folder that was not checked', async () => {
    expect(await judgeWith({}).follow(layers())).toMatchObject({ reason: 'not-loaded' });
  });
});
