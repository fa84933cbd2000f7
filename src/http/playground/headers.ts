const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  // The editor positions lines by style attributes and adds its theme as a style element.
  "style-src 'self' 'unsafe-inline'",
  // The style sheet contains its fonts and cursors as data URLs.
  'font-src data:',
  "img-src 'self' data:",
  // Also allows the WebSocket of subscriptions.
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
  // A worker's policy comes from its own response, not from the page; it needs no network.
  'content-security-policy': "default-src 'none'",
  'cache-control': 'public, max-age=31536000, immutable',
  vary: 'Accept-Encoding',
} as const;
