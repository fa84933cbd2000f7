import { z } from 'zod';
import { toSitePath } from '../../shared/paths.js';
import type { ImportItem } from '../run/import-run.js';
import type { GhostSite } from './site.js';

/** Locations of Ghost's menus here, by the setting that has them. */
const LOCATIONS = { navigation: 'primary', secondary_navigation: 'secondary' } as const;
/** Windows of Ghost's own pages, which are not here. */
const PORTAL = /^#\/(portal|share|search)/;

const entriesSchema = z.array(z.object({ label: z.string(), url: z.string() }));

/** Values of the settings that have menus, by name: lists, or JSON in exports. */
export type MenuSettings = Map<string, unknown>;

export function isMenuSetting(name: string): boolean {
  return Object.hasOwn(LOCATIONS, name);
}

/** Yields the menus of a site, and the entries that lead to nothing here. */
export function* readMenus(settings: MenuSettings, site: GhostSite): Generator<ImportItem> {
  for (const [name, location] of Object.entries(LOCATIONS)) {
    const value = settings.get(name);
    const { data = [] } = entriesSchema.safeParse(typeof value === 'string' ? parseJson(value) : value);
    const isPortal = ({ url }: { url: string }) => PORTAL.test(url.replace(/^(__GHOST_URL__)?\/*(?=#)/, ''));
    for (const { label } of data.filter(isPortal)) {
      const reason = 'a window of Ghost, such as its sign-up, which is not here';
      yield { item: `menu ${location} ${label}`, kind: 'menu', status: 'left out', reason };
    }
    const entries = data.filter((entry) => entry.label.trim() !== '' && !isPortal(entry));
    if (entries.length === 0) continue;
    const items = entries.map(({ label, url }) => ({
      depth: 0,
      text: label.trim(),
      target: { url: toTarget(url, site) },
    }));
    yield { item: `menu ${location}`, menu: { source: site.source, location, items } };
  }
}

/** Returns the path of a page of the site, or the URL of another one. */
function toTarget(url: string, site: GhostSite): string {
  const address = site.resolveUrls(url.trim());
  const path =
    site.url !== '' && address.startsWith(`${site.url}/`) ? address.slice(site.url.length) : address;
  if (!path.startsWith('/')) return path;
  return path === '/' ? path : (toSitePath(path) ?? path);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
