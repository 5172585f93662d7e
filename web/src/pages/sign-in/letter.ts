// The secret of a letter, which stands behind the `#` of its link, where no server and no log sees it.

/** "letter=…" → the secret; null if the link was cut on its way. */
export function secretOf(hash: string): string | null {
  const secret = new URLSearchParams(hash).get('letter') ?? '';
  return /^[A-Za-z0-9_-]{16,100}$/.test(secret) ? secret : null;
}
