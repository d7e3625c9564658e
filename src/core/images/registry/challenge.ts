/** What a registry wants before it answers: the `WWW-Authenticate` header of RFC 9110, 11.6.1. */
export type Challenge =
  | { readonly kind: 'basic' }
  /** A token of another server, after the distribution project's token authentication specification. */
  | {
      readonly kind: 'bearer';
      readonly realm: string;
      readonly service: string | undefined;
      readonly scope: string | undefined;
    };

/** Reads the header; bearer before basic where both are offered, undefined where neither is. */
export function readChallenge(header: string | undefined): Challenge | undefined {
  const text = header ?? '';
  const bearer = /(?:^|,)\s*Bearer\s+(.*)$/is.exec(text)?.[1];
  if (bearer !== undefined) {
    const parameters = new Map<string, string>();
    for (const [, name = '', quoted, plain] of bearer.matchAll(
      /(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g,
    )) {
      const value = quoted === undefined ? (plain ?? '') : quoted.replace(/\\(.)/g, '$1');
      if (!parameters.has(name.toLowerCase())) parameters.set(name.toLowerCase(), value);
    }
    const realm = parameters.get('realm');
    if (realm !== undefined) {
      return { kind: 'bearer', realm, service: parameters.get('service'), scope: parameters.get('scope') };
    }
  }
  return /(?:^|,)\s*Basic\b/i.test(text) ? { kind: 'basic' } : undefined;
}

/**
 * How long a server asks to wait (`Retry-After`: seconds, or a date), in
 * milliseconds; undefined where it does not say.
 *
 * @param now Milliseconds since 1970.
 */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,6}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
