import type { BlockImage } from './blocks/block-image.js';

interface EmbedProvider {
  name: string;
  /** Exact hostnames. */
  hosts: string[];
  /** Prefixes of the URL's path. */
  paths: string[];
}

const PROVIDERS: EmbedProvider[] = [
  {
    name: 'YouTube',
    hosts: ['www.youtube.com', 'youtube.com', 'www.youtube-nocookie.com', 'youtube-nocookie.com'],
    paths: ['/embed/'],
  },
  { name: 'Vimeo', hosts: ['player.vimeo.com'], paths: ['/video/'] },
  {
    name: 'Dailymotion',
    hosts: ['www.dailymotion.com', 'geo.dailymotion.com'],
    paths: ['/embed/', '/player'],
  },
  { name: 'Spotify', hosts: ['open.spotify.com'], paths: ['/embed/', '/embed-podcast/'] },
  { name: 'SoundCloud', hosts: ['w.soundcloud.com'], paths: ['/player/'] },
  { name: 'Apple Podcasts', hosts: ['embed.podcasts.apple.com'], paths: ['/'] },
  { name: 'Bandcamp', hosts: ['bandcamp.com'], paths: ['/EmbeddedPlayer/'] },
  { name: 'Datawrapper', hosts: ['datawrapper.dwcdn.net'], paths: ['/'] },
  {
    name: 'Flourish',
    hosts: ['flo.uri.sh', 'public.flourish.studio'],
    paths: ['/visualisation/', '/story/'],
  },
  {
    name: 'Google Maps',
    hosts: ['www.google.com', 'maps.google.com'],
    paths: ['/maps/embed', '/maps/d/embed'],
  },
  { name: 'OpenStreetMap', hosts: ['www.openstreetmap.org'], paths: ['/export/embed.html'] },
  { name: 'CodePen', hosts: ['codepen.io'], paths: ['/'] },
  { name: 'DocumentCloud', hosts: ['embed.documentcloud.org'], paths: ['/documents/'] },
  { name: 'Internet Archive', hosts: ['archive.org'], paths: ['/embed/'] },
  { name: 'TED', hosts: ['embed.ted.com'], paths: ['/talks/'] },
];

/** Parses an http(s) URL, absolute or protocol-relative, as browsers do; null for any other text. */
export function parseWebUrl(text: string): URL | null {
  const trimmed = text.trim();
  const absolute = trimmed.startsWith('//') ? `https:${trimmed}` : trimmed;
  const url = URL.canParse(absolute) ? new URL(absolute) : null;
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url : null;
}

/** Returns the name of the known provider that allows embedding a URL; null if there is none. */
export function findEmbedProvider(url: URL): string | null {
  // A user name or port could imitate a URL that readers trust.
  if (url.protocol !== 'https:' || url.port || url.username || url.password) return null;
  const provider = PROVIDERS.find(
    ({ hosts, paths }) => hosts.includes(url.hostname) && paths.some((path) => url.pathname.startsWith(path)),
  );
  return provider?.name ?? null;
}

/** Players with a still at a URL that follows from the ID of the video. */
const THUMBNAILS: [player: RegExp, image: string, width: number | null, height: number | null][] = [
  [
    /^(?:www\.)?youtube(?:-nocookie)?\.com\/embed\/(?!videoseries\b)([\w-]{6,20})$/,
    'https://i.ytimg.com/vi/$1/hqdefault.jpg',
    480,
    360,
  ],
  [
    /^www\.dailymotion\.com\/embed\/video\/(\w{4,20})$/,
    'https://www.dailymotion.com/thumbnail/video/$1',
    null,
    null,
  ],
];

/** Returns the still of a video, without fetching it; null where its URL does not follow from the player's. */
export function findEmbedThumbnail({ hostname, pathname }: URL): BlockImage | null {
  const player = `${hostname}${pathname.replace(/\/$/, '')}`;
  for (const [pattern, image, width, height] of THUMBNAILS) {
    const id = pattern.exec(player)?.[1];
    if (id) return { url: image.replace('$1', id), alt: '', caption: null, credit: null, width, height };
  }
  return null;
}
