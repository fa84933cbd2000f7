/** Tokens stand in addresses: no other site learns them, and no cache keeps them. */
const PRIVATE = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'content-type': 'text/html; charset=utf-8',
} as const;

export const PAGE_HEADERS = {
  ...PRIVATE,
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
} as const;

/** An issue looks as it does in a mail: its styles stand in its elements, its pictures are wherever they are. */
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
