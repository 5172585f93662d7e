// The marks of those who vouch for people, as their own rules want them drawn.

import type { WaysIn } from '../../api/types';

export type IssuerName = WaysIn['issuers'][number];

export interface Mark {
  /** Side of the drawing's own square. */
  readonly side: number;
  readonly shapes: readonly { readonly fill: string; readonly path: string }[];
}

export const MARKS: Readonly<Record<Exclude<IssuerName, 'oidc'>, Mark>> = {
  kakao: {
    side: 24,
    shapes: [
      { fill: '#fee500', path: 'M0 0h24v24H0z' },
      {
        fill: '#000000',
        path: 'M12 5C7.58 5 4 7.8 4 11.26c0 2.24 1.5 4.2 3.76 5.3l-.78 2.9c-.07.26.22.46.44.31l3.44-2.29c.37.04.75.06 1.14.06 4.42 0 8-2.8 8-6.28S16.42 5 12 5z',
      },
    ],
  },
  naver: {
    side: 20,
    shapes: [
      { fill: '#03c75a', path: 'M0 0h20v20H0z' },
      { fill: '#ffffff', path: 'M11.55 10.48 8.28 5.8H5.6v8.4h2.85V9.52l3.27 4.68h2.68V5.8h-2.85z' },
    ],
  },
  google: {
    side: 48,
    shapes: [
      {
        fill: '#ea4335',
        path: 'M24 9.5c3.54 0 6.71 1.22 9.21 3.6l6.85-6.85C35.9 2.38 30.47 0 24 0 14.62 0 6.51 5.38 2.56 13.22l7.98 6.19C12.43 13.72 17.74 9.5 24 9.5z',
      },
      {
        fill: '#4285f4',
        path: 'M46.98 24.55c0-1.57-.15-3.09-.38-4.55H24v9.02h12.94c-.58 2.96-2.26 5.48-4.78 7.18l7.73 6c4.51-4.18 7.09-10.36 7.09-17.65z',
      },
      {
        fill: '#fbbc05',
        path: 'M10.53 28.59c-.48-1.45-.76-2.99-.76-4.59s.27-3.14.76-4.59l-7.98-6.19C.92 16.46 0 20.12 0 24c0 3.88.92 7.54 2.56 10.78l7.97-6.19z',
      },
      {
        fill: '#34a853',
        path: 'M24 48c6.48 0 11.93-2.13 15.89-5.81l-7.73-6c-2.15 1.45-4.92 2.3-8.16 2.3-6.26 0-11.57-4.22-13.47-9.91l-7.98 6.19C6.51 42.62 14.62 48 24 48z',
      },
    ],
  },
};

/** Where a browser goes to sign in there, and the page it comes back to. */
export function awayTo(issuer: IssuerName, page: string): string {
  return `/api/sign-in/${issuer}?next=${encodeURIComponent(page)}`;
}
