import type { StoredLink } from '../taxonomy/write/term-table.js';
import type { AuthorLink } from './author.type.js';

/** Names of networks by their hosts, without `www.`. */
const NETWORKS: Record<string, string> = {
  'bsky.app': 'Bluesky',
  'facebook.com': 'Facebook',
  'github.com': 'GitHub',
  'instagram.com': 'Instagram',
  'linkedin.com': 'LinkedIn',
  'mastodon.social': 'Mastodon',
  'medium.com': 'Medium',
  'muckrack.com': 'Muck Rack',
  'pinterest.com': 'Pinterest',
  'reddit.com': 'Reddit',
  'soundcloud.com': 'SoundCloud',
  'threads.com': 'Threads',
  'threads.net': 'Threads',
  'tiktok.com': 'TikTok',
  'twitter.com': 'X',
  'wikipedia.org': 'Wikipedia',
  'x.com': 'X',
  'youtube.com': 'YouTube',
};

/** Returns the links of an author. One without a label has the name of the network, or the host. */
export function toAuthorLinks(stored: unknown): AuthorLink[] {
  return (stored as StoredLink[]).map(({ url, label }) => ({ url, label: label ?? getSiteName(url) }));
}

function getSiteName(url: string): string {
  const { hostname } = new URL(url);
  const host = hostname.replace(/^www\./, '');
  // A subdomain is that of a language or a device.
  return NETWORKS[host] ?? NETWORKS[host.split('.').slice(-2).join('.')] ?? host;
}
