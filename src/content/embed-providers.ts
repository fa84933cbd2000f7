interface EmbedProvider {
  name: string;
  /** Exact hostnames. */
  hosts: string[];
  /** The address's path starts with one of these. */
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

/** An http(s) address, absolute or without its protocol, as browsers read it; null for any other. */
export function parseWebUrl(text: string): URL | null {
  const trimmed = text.trim();
  const absolute = trimmed.startsWith('//') ? `https:${trimmed}` : trimmed;
  const url = URL.canParse(absolute) ? new URL(absolute) : null;
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url : null;
}

/** The known provider that may stand in a frame at this address, by name; null when there is none. */
export function findEmbedProvider(url: URL): string | null {
  // A user name or a port would make a look-alike of an address that readers trust.
  if (url.protocol !== 'https:' || url.port || url.username || url.password) return null;
  const provider = PROVIDERS.find(
    ({ hosts, paths }) => hosts.includes(url.hostname) && paths.some((path) => url.pathname.startsWith(path)),
  );
  return provider?.name ?? null;
}
