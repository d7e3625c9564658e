import type { Finding } from '../types';

/**
 * A fingerprint for each finding that stays the same when lines move: of its
 * rule, file and English message, and of how many findings before it have the same.
 * 64 bits (FNV-1a over UTF-16 code units), in hexadecimal; it tells findings
 * apart and is not meant to resist forging.
 */
export function fingerprints(findings: readonly Finding[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, file, message, messageInEnglish }) => {
    const key = [rule, file, messageInEnglish ?? message].join('\0');
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return fnv1a(`${key}\0${count}`).toString(16).padStart(16, '0');
  });
}

/** FNV-1a, 64 bits, constants of draft-eastlake-fnv. */
function fnv1a(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  }
  return hash;
}
