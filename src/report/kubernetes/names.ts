/** Names that Kubernetes takes, made of names that a scenario takes: unequal names stay unequal. */

/** Services must be DNS labels that begin with a letter (RFC 1035). */
const MOST_NAME = 63;
const HASH_DIGITS = 8;

/**
 * Maps every original to a name of at most 63 characters `a-z`, `0-9` and `-`. A name that two originals would get, or
 * that had to be cut, ends in a hash of its original, so that a name depends on no order.
 */
export function dnsNames(originals: Iterable<string>): ReadonlyMap<string, string> {
  const slugs = new Map([...new Set(originals)].map((original) => [original, slug(original)]));
  const wanted = new Map<string, number>();
  for (const name of slugs.values()) wanted.set(name, (wanted.get(name) ?? 0) + 1);
  const taken = new Set([...slugs.values()].filter((name) => name.length <= MOST_NAME && wanted.get(name) === 1));
  const names = new Map<string, string>();
  for (const [original, name] of slugs) {
    names.set(original, taken.has(name) ? name : hashed(original, name, taken));
  }
  return names;
}

function slug(original: string): string {
  const letters = original
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return /^[a-z]/.test(letters) ? letters : `x-${letters}`.replace(/-$/, '');
}

/** The cut name with a hash behind it; should even that be taken, with the hash of the hash. */
function hashed(original: string, name: string, taken: Set<string>): string {
  const stem = name.slice(0, MOST_NAME - HASH_DIGITS - 1).replace(/-+$/, '');
  let text = original;
  for (;;) {
    const candidate = `${stem}-${fnv(text)}`;
    if (!taken.has(candidate)) {
      taken.add(candidate);
      return candidate;
    }
    text = `${text}#`;
  }
}

/** FNV-1a over UTF-16 code units, 32 bits, as eight hexadecimal digits. */
function fnv(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(HASH_DIGITS, '0');
}
