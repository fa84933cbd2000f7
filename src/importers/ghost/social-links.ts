import type { StoredLink } from '../../modules/taxonomy/write/term-table.js';
import type { GhostUser } from './ghost-post.js';

/** Builds the URL of an account from its name, as Ghost does for each network. */
const NETWORKS = {
  facebook: (name) => `https://www.facebook.com/${name}`,
  twitter: (name) => `https://x.com/${name.replace(/^@/, '')}`,
  threads: (name) => `https://www.threads.net/@${name.replace(/^@/, '')}`,
  bluesky: (name) => `https://bsky.app/profile/${name.replace(/^@/, '')}`,
  mastodon: (name) => `https://${name}`,
  tiktok: (name) => `https://www.tiktok.com/@${name.replace(/^@/, '')}`,
  youtube: (name) => `https://www.youtube.com/${name}`,
  instagram: (name) => `https://www.instagram.com/${name.replace(/^@/, '')}`,
  linkedin: (name) =>
    `https://www.linkedin.com/${/^(in|pub|company|school)\//.test(name) ? name : `in/${name}`}`,
} satisfies Partial<Record<keyof GhostUser, (name: string) => string>>;

/** Returns the website and the accounts of a user. Those that make no URL are left out. */
export function getLinks(user: GhostUser): StoredLink[] {
  const accounts = Object.entries(NETWORKS).map(([network, buildUrl]) => {
    const name = user[network as keyof typeof NETWORKS].trim().replace(/^\/+/, '');
    // Instances of Mastodon are on many hosts, by which a front end cannot name the network.
    const label = network === 'mastodon' ? 'Mastodon' : null;
    return { url: name === '' || /^https?:/.test(name) ? name : buildUrl(name), label };
  });
  const links = [{ url: user.website.trim(), label: null }, ...accounts];
  return links.filter(({ url }) => /^https?:/.test(url) && URL.canParse(url));
}
