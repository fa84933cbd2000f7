import { parseWebUrl } from './embed-providers.js';

/** Social networks by the host and path of their posts. */
const POST_PATTERNS: [name: string, url: RegExp][] = [
  ['X', /^(?:www\.|mobile\.)?(?:twitter|x)\.com\/\w+\/status(?:es)?\/\d+/],
  ['Bluesky', /^bsky\.app\/profile\/[\w.:-]+\/post\/\w+/],
  ['Threads', /^(?:www\.)?threads\.(?:net|com)\/@[\w.]+\/post\/[\w-]+/],
  ['Instagram', /^(?:www\.)?instagram\.com\/(?:[\w.]+\/)?(?:p|reel|tv)\/[\w-]+/],
  ['TikTok', /^(?:www\.)?tiktok\.com\/@[\w.-]+\/video\/\d+/],
  [
    'Facebook',
    /^(?:www\.|m\.)?facebook\.com\/(?:[\w.-]+\/(?:posts|videos)\/[\w.-]+|(?:photo|permalink|watch)\b)/,
  ],
  ['Reddit', /^(?:www\.|old\.)?reddit\.com\/r\/\w+\/comments\/\w+/],
  // Any host can run Mastodon; the path of a post tells.
  ['Mastodon', /^[\w.-]+\/@[\w.-]+(?:@[\w.-]+)?\/\d{15,}\/?$/],
];

/** Returns the name of the network to which the URL of a post belongs; null for any other page. */
export function findSocialProvider(postUrl: string): string | null {
  const url = parseWebUrl(postUrl);
  if (!url || url.port || url.username || url.password) return null;
  const urlWithoutScheme = `${url.hostname}${url.pathname}`;
  return POST_PATTERNS.find(([, pattern]) => pattern.test(urlWithoutScheme))?.[0] ?? null;
}
