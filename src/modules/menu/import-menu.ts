import type { Transaction } from '../../mutations/write-lock.js';
import { buildTagPath } from '../../shared/paths.js';
import { loadSectionLocations } from '../taxonomy/write/section-positions.js';
import { showSections } from '../taxonomy/write/sections.js';
import { MENU_LIMITS } from './menu-limits.js';
import { checkMenu, isSameMenu, type MenuContent, saveMenu } from './write-menu.js';

/** Menu of an external source. */
export interface ExternalMenu {
  /** Name of the source, such as `markdown`. */
  source: string;
  location: string;
  items: ExternalMenuItem[];
}

export interface ExternalMenuItem {
  depth: number;
  /** Label; null for the name of the item's target. */
  text: string | null;
  target: MenuTarget;
  /** Text and URL in further languages, by language. */
  texts?: Record<string, { text?: string; url?: string }>;
}

/** A URL, or content of the same source: an article by its source ID, a section or tag by its slug. */
export type MenuTarget = { url: string } | { sourceId: string } | { section: string } | { tag: string };

export interface MenuImportResult {
  outcome: 'created' | 'updated' | 'unchanged' | 'kept' | 'refused';
  reasons: string[];
}

interface Place {
  url: string;
  name: string;
}

/**
 * Replaces a menu by that of a source. A menu that was set through the graph, or that another source brought, is
 * kept unless `overwrite` is set. Throws UserErrorException for an invalid menu.
 */
export async function importMenu(
  tx: Transaction,
  { source, location, items }: ExternalMenu,
  { overwrite = false }: { overwrite?: boolean | undefined },
): Promise<MenuImportResult> {
  const found = await resolveItems(tx, source, items);
  const reasons = found.missing.map(
    (name) => `${name} leads to nothing public that was imported and was left out`,
  );
  if (found.items.length === 0) return { outcome: 'refused', reasons: [...reasons, 'the menu has no items'] };
  const menu = checkMenu({ location, items: found.items });
  const existing = await tx.menu.findUnique({
    where: { location },
    include: { items: { orderBy: { position: 'asc' } } },
  });
  if (existing && existing.source !== source && !overwrite) {
    if (isSameMenu(existing.items, menu.items)) return { outcome: 'unchanged', reasons };
    const setter = existing.source === null ? 'set here' : `imported from ${existing.source}`;
    return { outcome: 'kept', reasons: [`was ${setter}; use --overwrite to replace it`] };
  }
  const isChanged = await saveMenu(tx, menu, source);
  await showNamedSections(tx, items);
  if (!existing) return { outcome: 'created', reasons };
  return { outcome: isChanged ? 'updated' : 'unchanged', reasons };
}

/** Shows the sections that items lead to: the menu of the source has made their names public. */
async function showNamedSections(tx: Transaction, items: ExternalMenuItem[]): Promise<void> {
  const slugs = items.flatMap(({ target }) => ('section' in target ? [target.section] : []));
  const hidden = await tx.section.findMany({ where: { slug: { in: slugs }, isHidden: true } });
  if (hidden.length === 0) return;
  await showSections(
    tx,
    hidden.map(({ id }) => id),
  );
}

/** Resolves the targets of items. Children of an item without a target move up. */
async function resolveItems(
  tx: Transaction,
  source: string,
  items: ExternalMenuItem[],
): Promise<{ items: MenuContent['items']; missing: string[] }> {
  const findPlace = await loadPlaces(tx, source, items);
  const resolved: MenuContent['items'] = [];
  const missing: string[] = [];
  for (const { depth, text, target, texts } of items) {
    const place = findPlace(target);
    if (!place) {
      missing.push(text ?? Object.values(target).join(''));
      continue;
    }
    const before = resolved.at(-1);
    const maxDepth = before ? before.depth + 1 : 0;
    const label = (text ?? place.name).slice(0, MENU_LIMITS.text);
    resolved.push({ depth: Math.min(depth, maxDepth), text: label, url: place.url, ...(texts && { texts }) });
  }
  return { items: resolved, missing };
}

/** Loads the content that items lead to, and returns a lookup of its path and name. */
async function loadPlaces(
  tx: Transaction,
  source: string,
  items: ExternalMenuItem[],
): Promise<(target: MenuTarget) => Place | undefined> {
  const targets = items.map(({ target }) => target);
  const sourceIds = targets.flatMap((target) => ('sourceId' in target ? [target.sourceId] : []));
  const sectionSlugs = targets.flatMap((target) => ('section' in target ? [target.section] : []));
  const tagSlugs = targets.flatMap((target) => ('tag' in target ? [target.tag] : []));
  // Menus are public: a path or title of a draft in one would be too.
  const articles = await tx.draft.findMany({
    where: { source, sourceId: { in: sourceIds }, article: { isNot: null } },
    select: { sourceId: true, path: true, title: true },
  });
  const sections = await tx.section.findMany({ where: { slug: { in: sectionSlugs } } });
  const locations = await loadSectionLocations(tx);
  const tags = await tx.tag.findMany({ where: { slug: { in: tagSlugs } } });
  const places = new Map<string, Place>([
    ...articles.map(({ sourceId, path, title }) => toEntry(`article ${sourceId}`, path, title)),
    ...sections.flatMap(({ id, slug, name }) => {
      const location = locations.get(id);
      return location ? [toEntry(`section ${slug}`, location.path, name)] : [];
    }),
    ...tags.map(({ slug, name }) => toEntry(`tag ${slug}`, buildTagPath(slug), name)),
  ]);
  return (target) => {
    if ('url' in target) return { url: target.url, name: target.url };
    if ('sourceId' in target) return places.get(`article ${target.sourceId}`);
    return places.get('section' in target ? `section ${target.section}` : `tag ${target.tag}`);
  };
}

function toEntry(key: string, path: string, name: string): [string, Place] {
  return [key, { url: encodeURI(path), name }];
}
