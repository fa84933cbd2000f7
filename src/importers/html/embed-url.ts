import { findEmbedProvider, parseWebUrl } from '../../content/embed-providers.js';

/** Patterns of page URLs from which the player's URL follows. `$1` is the captured ID. */
const PLAYER_PATTERNS: [page: RegExp, player: string][] = [
  [
    /^(?:www\.|m\.)?youtube\.com\/(?:watch\?(?:.*&)?v=|shorts\/|live\/|v\/)([\w-]{6,})/,
    'www.youtube.com/embed/$1',
  ],
  [/^youtu\.be\/([\w-]{6,})/, 'www.youtube.com/embed/$1'],
  [/^(?:www\.)?vimeo\.com\/(?:channels\/\w+\/|groups\/\w+\/videos\/)?(\d+)/, 'player.vimeo.com/video/$1'],
  [/^(?:www\.)?dailymotion\.com\/video\/(\w+)/, 'www.dailymotion.com/embed/video/$1'],
  [/^dai\.ly\/(\w+)/, 'www.dailymotion.com/embed/video/$1'],
  [
    /^open\.spotify\.com\/(?:intl-\w+\/)?((?:track|album|playlist|artist|episode|show)\/\w+)/,
    'open.spotify.com/embed/$1',
  ],
  [/^(?:www\.)?ted\.com\/talks\/([\w-]+)/, 'embed.ted.com/talks/$1'],
  [/^podcasts\.apple\.com\/(.+)/, 'embed.podcasts.apple.com/$1'],
  [/^archive\.org\/details\/([\w.-]+)/, 'archive.org/embed/$1'],
  [/^public\.flourish\.studio\/((?:visualisation|story)\/\d+)/, 'flo.uri.sh/$1/embed'],
];

/** Returns the URL of the player for a page that a body may embed, or null for any other page. */
export function getEmbedUrl(pageUrl: string): string | null {
  const url = /^\s*(https?:)?\/\//i.test(pageUrl) ? parseWebUrl(pageUrl) : null;
  if (url === null) return null;
  if (/^(www\.|m\.|api\.)?soundcloud\.com$/.test(url.hostname) && url.pathname !== '/') {
    return `https://w.soundcloud.com/player/?url=${encodeURIComponent(url.href)}`;
  }
  const urlWithoutScheme = `${url.host}${url.pathname}${url.search}`;
  for (const [pattern, player] of PLAYER_PATTERNS) {
    const [address] = pattern.exec(urlWithoutScheme) ?? [];
    if (address !== undefined) return `https://${address.replace(pattern, player)}`;
  }
  url.protocol = 'https:';
  return findEmbedProvider(url) === null ? null : url.href;
}
