import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cloneUpstream, makeUpstream, writeSeries } from '../../support/gadget';

/** Makes a copy of the sample a workspace of `hello` and of `gadget`, a clone of an upstream beside the copy. */
export function useGadget(folder: string): void {
  const upstream = join(dirname(folder), 'upstream');
  makeUpstream(upstream);
  cloneUpstream(upstream, join(folder, 'src/gadget'));
  const others = ['agent', 'boltlike', 'broken', 'devices', 'poller', 'signals', 'sockets'];
  for (const name of others) rmSync(join(folder, name), { recursive: true, force: true });
  writeFileSync(
    join(folder, 'mips-port.yaml'),
    [
      'version: 1',
      'target: mips64le',
      'components:',
      '  - name: gadget',
      '    path: src/gadget',
      `    source: { git: 'file://${upstream}', ref: v1.0 }`,
      '  - name: gizmo',
      '    path: src/gizmo',
      `    source: { git: 'file://${upstream}', ref: v1.1 }`,
      '  - name: hello',
      '    path: hello',
      '    build: { packages: [.] }',
      '    smoke: { expect: hello from linux/mips64le }',
      '',
    ].join('\n'),
  );
}

/** The same, with a series of two patches that is not applied. */
export function useGadgetWithSeries(folder: string): void {
  useGadget(folder);
  writeSeries(join(folder, 'src/gadget'), join(folder, 'patches/gadget'));
}
