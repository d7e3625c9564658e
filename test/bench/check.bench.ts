import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { english } from '../../src/core/l10n';
import { createJudge, type JudgeOutcome } from '../../src/node/judge/judge';
import { measure, median, row, type Cost } from './measure';

/** User and system seconds, and peak memory, that a running process has used so far, with its ended children. */
function usedBy(pid: number): Cost {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15)
    .map(Number);
  const kb = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return {
    cpu: fields.reduce((sum, field) => sum + field, 0) / 100,
    wall: performance.now() / 1000,
    rss: Number(kb) / 1024,
    code: null,
  };
}

/**
 * The judge on a tree: from the command line with Go's cache empty, and, where
 * a file is named, with the cache full and in one living process first, again,
 * and after an edit of that file: until its own package is answered for, and
 * until those that import it are, where the edit reaches them.
 *
 * Arguments: the tree, and a Go file of it to edit.
 */
export async function run([dir, edited]: readonly string[]): Promise<void> {
  if (dir === undefined) throw new Error('name a folder, and a Go file in it for what an edit costs');
  const root = resolve(dir);
  const scratch = mkdtempSync(join(tmpdir(), 'mips-port-bench-'));
  try {
    const command = (env: NodeJS.ProcessEnv): Promise<Cost> =>
      measure(process.execPath, [join(__dirname, 'cli.js'), 'check', root], {
        env: { ...process.env, XDG_CACHE_HOME: scratch, ...env },
      });
    // The first run builds the judge's program with the Go that the tree asks for; later runs find it.
    await command({});
    const cold = await command({ GOCACHE: join(scratch, 'gocache') });
    if (edited === undefined) {
      console.log(row('mips-port check, Go cache empty', cold, cold));
      return;
    }
    const warm = await median(3, () => command({}));
    console.log(row('mips-port check, Go cache empty', cold, warm));
    console.log(row('mips-port check, Go cache full', warm, warm));

    const judge = createJudge({
      storageDir: join(scratch, 'mips-port'),
      trusted: () => true,
      gocheckSourceDir: join(__dirname, 'gocheck'),
      t: english,
    });
    const text = readFileSync(join(root, edited), 'utf8');
    const step = async (name: string, act: () => Promise<JudgeOutcome>): Promise<number> => {
      const before = judge.processIds().map(usedBy)[0]?.cpu ?? 0;
      const started = performance.now();
      const outcome = await act();
      const wall = performance.now() - started;
      const used = judge.processIds().map(usedBy)[0];
      if (!used) throw new Error('the judge has no process');
      const verdict =
        outcome.kind === 'judged'
          ? `${outcome.result.facts.length} facts`
          : `unavailable: ${outcome.message}`;
      console.log(
        `${row(name, { ...used, cpu: used.cpu - before }, warm)}  ${wall.toFixed(0)} ms, ${verdict}`,
      );
      return outcome.kind === 'judged' ? outcome.result.pending : 0;
    };
    await step('judge, first check', () => judge.check({ root, target: 'mips64le' }));
    await step('judge, second check', () => judge.check({ root, target: 'mips64le' }));
    for (const round of [1, 2, 3]) {
      const pending = await step(`judge, edit ${round} of ${edited}`, () =>
        judge.update(root, [{ file: edited, text: `${text}\nvar _ = ${round}\n` }]),
      );
      if (pending > 0) await step(`judge, ${pending} packages that follow`, () => judge.follow(root));
    }
    await judge.dispose();
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
