import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runProcess } from '../runProcess';
import { findOnPath, type Environment } from '../tools';

/** What logs in at a registry. It is handed on in headers, and neither kept on disk nor printed. */
export type Credentials =
  | { readonly kind: 'password'; readonly user: string; readonly secret: string }
  /** An OAuth2 refresh token. */
  | { readonly kind: 'identity'; readonly token: string };

const helperTimeoutMs = 10_000;
/** What Docker keeps the credentials of its Hub under. */
const hubKey = 'https://index.docker.io/v1/';

/**
 * The credentials that the user's Docker or Podman has for a registry: of the
 * credential helper that their configuration names for it, else of the
 * configuration itself. Undefined where there are none, and where what there
 * is cannot be read: the registry then says what it wants.
 */
export async function findCredentials(registry: string, env: Environment): Promise<Credentials | undefined> {
  for (const file of configFiles(env)) {
    const config = readConfig(file);
    if (!config) continue;
    const keys =
      registry === 'docker.io' ? [hubKey, 'docker.io', 'index.docker.io'] : [registry, `https://${registry}`];
    const helpers = recordOf(config['credHelpers']);
    const helper = keys.map((key) => helpers[key]).find((one) => one !== undefined) ?? config['credsStore'];
    const found =
      (typeof helper === 'string' ? await askHelper(helper, keys[0] ?? registry, env) : undefined) ??
      keys.map((key) => fromEntry(recordOf(config['auths'])[key])).find((one) => one !== undefined);
    if (found) return found;
  }
  return undefined;
}

/** Docker's configuration first, then the file that Podman and Buildah log in with. */
function configFiles(env: Environment): readonly string[] {
  const home = env['HOME'] ?? homedir();
  const docker = env['DOCKER_CONFIG'];
  const containers = env['REGISTRY_AUTH_FILE'];
  const runtime = env['XDG_RUNTIME_DIR'];
  return [
    join(docker !== undefined && docker !== '' ? docker : join(home, '.docker'), 'config.json'),
    ...(containers === undefined || containers === '' ? [] : [containers]),
    ...(runtime === undefined || runtime === '' ? [] : [join(runtime, 'containers/auth.json')]),
  ];
}

function readConfig(file: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return recordOf(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Runs `docker-credential-NAME get` with the registry on its standard input, as Docker does. */
async function askHelper(name: string, registry: string, env: Environment): Promise<Credentials | undefined> {
  // The name is of the user's own configuration; a path in it would run something else.
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return undefined;
  const command = findOnPath(`docker-credential-${name}`, env);
  if (command === undefined) return undefined;
  let output = '';
  const end = await runProcess({
    command,
    args: ['get'],
    cwd: '/',
    input: registry,
    timeoutMs: helperTimeoutMs,
    onOutput: (text, stream) => {
      if (stream === 'stdout') output += text;
    },
  });
  if (end.kind !== 'exited' || end.exitCode !== 0) return undefined;
  try {
    const { Username: user, Secret: secret } = recordOf(JSON.parse(output));
    if (typeof user !== 'string' || typeof secret !== 'string' || secret === '') return undefined;
    return user === '<token>' ? { kind: 'identity', token: secret } : { kind: 'password', user, secret };
  } catch {
    return undefined;
  }
}

function fromEntry(value: unknown): Credentials | undefined {
  const { auth, identitytoken, password, username } = recordOf(value);
  if (typeof identitytoken === 'string' && identitytoken !== '')
    return { kind: 'identity', token: identitytoken };
  if (typeof username === 'string' && typeof password === 'string') {
    return { kind: 'password', user: username, secret: password };
  }
  if (typeof auth !== 'string') return undefined;
  const decoded = Buffer.from(auth, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon <= 0) return undefined;
  // Docker pads what it wrote with NUL.
  const secret = decoded.slice(colon + 1).replace(/\u0000+$/, '');
  return { kind: 'password', user: decoded.slice(0, colon), secret };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
