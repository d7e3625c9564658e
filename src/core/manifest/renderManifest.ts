import { stringify } from 'yaml';
import type { DetectedComponent } from './detectComponents';

/** The text of a new `mips-port.yaml` for these components, with comments that say what can be added. */
export function renderManifest(
  components: readonly DetectedComponent[],
  target = 'mips64le',
  host = 'amd64',
): string {
  const head = [
    '# What this port builds, and how. Paths are relative to this file.',
    'version: 1',
    `target: ${target}`,
    `host: ${host}`,
    '',
  ];
  if (components.length === 0) {
    return [
      ...head,
      '# A component of a Go module looks like this:',
      '#  - name: app',
      '#    path: app',
      '#    build: { packages: [./cmd/app] }',
      '#    smoke: { args: [--version] }',
      'components: []',
      '',
    ].join('\n');
  }
  return [...head, 'components:', ...components.flatMap(renderComponent), ''].join('\n');
}

function renderComponent(component: DetectedComponent): string[] {
  const evidence = component.evidence
    .slice(0, 3)
    .join(', ')
    .replace(/\p{Cc}/gu, '?');
  const lines = [
    `  # Found by ${evidence}${component.evidence.length > 3 ? ', …' : ''}`,
    `  - name: ${scalar(component.name)}`,
    `    path: ${scalar(component.path)}`,
  ];
  if (component.kind === 'make') {
    return [
      ...lines,
      '    kind: make',
      '    build:',
      '      # The file that make leaves; make gets GOOS, GOARCH, CC and CROSS_COMPILE for the target.',
      `      output: ${scalar(component.name)}`,
    ];
  }
  if (component.packages.length === 0) {
    lines.push('    # A library: every package is compiled for the target, and the tests run under QEMU.');
  }
  if (component.packages.length > 0 || component.cgo) lines.push('    build:');
  if (component.packages.length > 0) {
    lines.push('      packages:', ...component.packages.map((path) => `        - ${scalar(path)}`));
  }
  if (component.cgo) lines.push('      cgo: true');
  if (component.packages.length > 0) {
    lines.push(
      '    # The command that shows under QEMU that the first package runs: exit status 0, and the text if one is given.',
      '    # smoke: { args: [--version], expect: version, timeout: 60 }',
    );
  }
  return lines;
}

/** One YAML scalar, quoted where it needs to be. */
function scalar(value: string): string {
  return stringify(value, { lineWidth: 0 }).trimEnd();
}
