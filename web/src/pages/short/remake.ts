/** Where a short is made again with other words. */
export const again = (shortId: string): string => `/?again=${shortId}`;
