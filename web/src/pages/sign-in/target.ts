// Where a sign-in leads to: a page of ours and nothing else, whatever the address bar says.

const HERE = 'https://here.invalid';
// Back to where one signs in would go round in circles; the others are no pages.
const NOT_PAGES = /^\/(api|files|webhooks|sign-in|forgot-password|new-password|confirm-email)(\/|$)/;

/** The page that `?to=` names, if it is one of ours; else the first page. */
export function ownPage(to: string | null): string {
  // Browsers read a backslash as a slash and drop line ends, so "/\x.com" and "/\n/x.com" lead to another site.
  if (!to?.startsWith('/') || to.startsWith('//') || /[\\\p{Cc}]/u.test(to)) return '/';
  const url = new URL(to, HERE);
  // "/a/..//x.com" only becomes "//x.com" here.
  if (url.pathname.startsWith('//') || NOT_PAGES.test(url.pathname)) return '/';
  return url.pathname + url.search + url.hash;
}
