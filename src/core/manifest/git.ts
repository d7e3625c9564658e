import type { Translate } from '../l10n';

const hostAndPath = /^(?:https|ssh):\/\/(?:[A-Za-z0-9_][\w.-]*@)?[A-Za-z0-9[][\w.:\]-]*\/\S+$/;
const fileAddress = /^file:\/\/\/\S+$/;
/** `git@github.com:owner/name`, as git itself reads addresses of ssh; a colon doubled would name a remote helper. */
const scpAddress = /^[A-Za-z0-9_][\w.-]*@[A-Za-z0-9][\w.-]*:(?!:)[^\s-]\S*$/;

/**
 * Why git shall not be given this address, or undefined. Only addresses that
 * cannot run a program are taken: git's remote helpers (`ext::`) do, a leading
 * `-` is an option, and an address with a password does not belong in a file
 * that is shared.
 */
export function gitAddressProblem(address: string, t: Translate): string | undefined {
  if (/^https:\/\/[^/@]*:[^/@]*@/.test(address)) {
    return t('it holds a password; keep that in git’s credential helper');
  }
  return hostAndPath.test(address) || fileAddress.test(address) || scpAddress.test(address)
    ? undefined
    : t('use an https, ssh or file address, or git@host:path');
}

/**
 * Why this names no tag, branch or commit, or undefined: the rules of
 * git-check-ref-format that keep a name from being read as an option, a range
 * or an expression.
 */
export function gitRefProblem(ref: string, t: Translate): string | undefined {
  const usable =
    /^[A-Za-z0-9_][^\s~^:?*[\\\x00-\x1f\x7f]*$/.test(ref) &&
    !/\.\.|@\{|\/\/|\.lock(?:\/|$)|[./]$|\/\./.test(ref);
  return usable ? undefined : t('write a tag, a branch or a commit');
}

/** Whether a ref can only be a commit's hash, whole or short. */
export function isCommitHash(ref: string): boolean {
  return /^[0-9a-f]{7,40}$|^[0-9a-f]{64}$/.test(ref);
}

/**
 * One form for the addresses of one repository, to compare them: without the
 * user, `.git` and a slash at the end, hosts in lower case, and the scp form
 * as ssh writes it. Transports are left out, because https and ssh of one host
 * serve the same repository.
 */
export function repositoryIdentity(address: string): string {
  const scp = /^(?:[^@/]+@)?([^:/]+):(?!\/\/)(.+)$/.exec(address);
  const url = /^[a-z+]+:\/\/(?:[^@/]*@)?([^/]*)\/(.*)$/i.exec(address);
  const host = (url?.[1] ?? scp?.[1] ?? '').toLowerCase();
  const path = url?.[2] ?? scp?.[2] ?? address;
  return `${host}/${path
    .replace(/^\/+/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')}`;
}
