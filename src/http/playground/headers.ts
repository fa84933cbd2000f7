const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  // The editor positions its lines by style attributes and writes its theme as a style element.
  "style-src 'self' 'unsafe-inline'",
  // The stylesheet carries its fonts and cursors as data.
  'font-src data:',
  "img-src 'self' data:",
  // Covers the WebSocket of subscriptions as well.
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ISOLATION = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
} as const;

export const PAGE_HEADERS = {
  ...ISOLATION,
  'content-security-policy': CONTENT_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cache-control': 'no-cache',
  'content-type': 'text/html; charset=utf-8',
} as const;

export const ASSET_HEADERS = {
  ...ISOLATION,
  // A worker takes its policy from its own response, not from the page: it computes and needs no network.
  'content-security-policy': "default-src 'none'",
  'cache-control': 'public, max-age=31536000, immutable',
  vary: 'Accept-Encoding',
} as const;
