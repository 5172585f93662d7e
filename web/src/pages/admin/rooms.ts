// The rooms of the administration, by the end of their address.

export const ROOMS = ['now', 'jobs', 'users', 'books', 'engines', 'log'] as const;
export type Room = (typeof ROOMS)[number];

/** The room of an address; null if there is none of that name. Without a name it is the first. */
export const roomOf = (asked: string | undefined): Room | null =>
  asked === undefined ? 'now' : (ROOMS.find((room) => room === asked) ?? null);
