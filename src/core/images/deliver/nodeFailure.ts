import type { Translate } from '../../l10n';
import type { DeliveryNode } from './node';

export type NodeFailureKind =
  | 'host-key-unknown'
  | 'host-key-changed'
  | 'auth'
  | 'unreachable'
  | 'refused'
  | 'connection-lost'
  | 'disk-full'
  | 'runtime-missing'
  | 'runtime-stopped'
  | 'permission'
  | 'ssh-missing'
  | 'timeout'
  | 'failed';

/** Why something did not work on a node, in one line with what to do. */
export interface NodeFailure {
  readonly kind: NodeFailureKind;
  readonly message: string;
}

/**
 * What the end of an ssh session means. ssh itself ends with 255 and says why
 * on standard error; everything else is what the node's command said.
 */
export function nodeFailure(exitCode: number, stderr: string, node: DeliveryNode, t: Translate): NodeFailure {
  return (
    (exitCode === 255 ? sshFailure(stderr, node, t) : undefined) ?? remoteFailure(exitCode, stderr, node, t)
  );
}

function sshFailure(stderr: string, node: DeliveryNode, t: Translate): NodeFailure | undefined {
  const host = node.ssh.replace(/^.*@/, '');
  const port = node.port === undefined ? '' : ` -p ${node.port}`;
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED|Offending .* key in/i.test(stderr)) {
    const message = t('its host key is not the one in known_hosts: find out why before you trust it');
    return { kind: 'host-key-changed', message };
  }
  if (/Host key verification failed|No .* host key is known/i.test(stderr)) {
    const message = t(
      'its host key is not known: compare what ssh-keyscan{0} {1} prints with the machine, then add it to known_hosts',
      port,
      host,
    );
    return { kind: 'host-key-unknown', message };
  }
  if (/Permission denied \(|Too many authentication failures/i.test(stderr)) {
    const message = t(
      'it refused the login as configured: a key without questions is needed (ssh-agent, or IdentityFile)',
    );
    return { kind: 'auth', message };
  }
  if (/Connection refused/i.test(stderr)) {
    return { kind: 'refused', message: t('nothing answers on its ssh port') };
  }
  if (/timed out|Could not resolve|No route to host|Network is unreachable/i.test(stderr)) {
    return { kind: 'unreachable', message: t('it cannot be reached: {0}', lastLine(stderr)) };
  }
  return { kind: 'connection-lost', message: t('the connection broke: {0}', lastLine(stderr)) };
}

function remoteFailure(exitCode: number, stderr: string, node: DeliveryNode, t: Translate): NodeFailure {
  const runtime = node.runtime;
  const tool = runtime === 'containerd' ? 'ctr' : 'docker';
  if (/no space left on device/i.test(stderr)) {
    return { kind: 'disk-full', message: t('its disk is full: make room there, then deliver again') };
  }
  if (
    exitCode === 127 ||
    (/(?:not found|No such file or directory)\s*$/m.test(stderr) &&
      new RegExp(`\\b${tool}\\b['’:]`).test(stderr))
  ) {
    return { kind: 'runtime-missing', message: t('{0} was not found there', tool) };
  }
  if (/sudo: .*(?:password|terminal)/i.test(stderr) || /permission denied/i.test(stderr)) {
    return {
      kind: 'permission',
      message: t(
        'the user of ssh may not use {0}: set sudo: true for the node, with a rule that asks for no password',
        runtime,
      ),
    };
  }
  if (
    /connect: (?:no such file|connection refused)|Cannot connect to the Docker daemon|failed to dial|Unavailable|transport/i.test(
      stderr,
    )
  ) {
    return {
      kind: 'runtime-stopped',
      message: t('{0} is not running there, or its socket is elsewhere', runtime),
    };
  }
  const last = lastLine(stderr);
  return {
    kind: 'failed',
    message: last === '' ? t('{0} ended with status {1}', tool, exitCode) : t('{0} failed: {1}', tool, last),
  };
}

/** The last line that says something, at most 300 printable characters of it. */
function lastLine(text: string): string {
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  return line
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .trim()
    .slice(0, 300);
}
