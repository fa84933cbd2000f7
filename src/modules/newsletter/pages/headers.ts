/** Headers of every page. The referrer policy hides the tokens in URLs from other sites. */
const PRIVATE = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'content-type': 'text/html; charset=utf-8',
} as const;

/** Creates the headers of pages. `stylesheet` is a URL of the site; its origin may also serve fonts and pictures. */
export function createPageHeaders(stylesheet: string | null) {
  const origin = stylesheet ? ` ${new URL(stylesheet).origin}` : '';
  const fonts = origin && ` font-src${origin};`;
  return {
    ...PRIVATE,
    'content-security-policy': `default-src 'none'; style-src 'self'${origin}; script-src 'self'; img-src data:${origin};${fonts} form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    'cache-control': 'no-store',
  } as const;
}

/** Headers of archived issues, which need inline styles and pictures from any origin. */
export const ARCHIVE_HEADERS = {
  ...PRIVATE,
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-cache',
} as const;

export const ASSET_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'public, max-age=300',
} as const;
