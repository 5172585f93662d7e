// What can be told of an e-mail and a password before the service is asked. The service says the last word.

const SHORTEST_LETTERS = 8;
const LONGEST_LETTERS = 200;
const FEWEST_DIFFERENT_LETTERS = 4;
// A name, an at, and a host of labels with a dot between them.
const EMAIL = /^[^\s@.]+(\.[^\s@.]+)*@[^\s@.]+(\.[^\s@.]+)+$/;

export type PasswordSlip = 'missing' | 'short' | 'long' | 'easy';

export function isEmail(text: string): boolean {
  return EMAIL.test(text.trim());
}

/** Why this cannot be a password; null if nothing speaks against it here. */
export function passwordSlip(password: string, email: string): PasswordSlip | null {
  const letters = password.normalize('NFKC').toLowerCase();
  const count = [...letters].length;
  if (count === 0) return 'missing';
  if (count < SHORTEST_LETTERS) return 'short';
  if (count > LONGEST_LETTERS) return 'long';
  const own = email.trim().toLowerCase();
  const isOwnName = letters === own || letters === own.split('@')[0];
  return isOwnName || new Set(letters).size < FEWEST_DIFFERENT_LETTERS ? 'easy' : null;
}
