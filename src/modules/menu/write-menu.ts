import { isDeepStrictEqual } from 'node:util';
import { cacheTags } from '../../cache/cache-tags.js';
import type { Prisma } from '../../database/generated/client.js';
import { MAX_URL_LENGTH } from '../../fields/field.js';
import { appendChange } from '../../mutations/append-change.js';
import { InputErrorCollector } from '../../mutations/input-errors.js';
import { mergeTranslations, type TranslationInput } from '../../mutations/translated-texts.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { SiteLanguages } from '../../shared/languages.js';
import { slugify } from '../../shared/text/slug.js';
import { MENU_LIMITS } from './menu-limits.js';

const MAX_LOCATION_LENGTH = 50;
const INVALID_URL =
  'The URL must be a path of the site such as /about, an http, https, mailto or tel URL, or a fragment such as #.';

export interface MenuEntry {
  depth: number;
  text: string;
  url: string;
  /** Texts in further languages as an input has them. */
  translations?: readonly object[] | null | undefined;
  /** Text and URL in further languages, by language. */
  texts?: unknown;
}

export interface MenuContent {
  location: string;
  items: MenuEntry[];
}

/** Returns the menu with trimmed texts. Throws UserErrorException with every error of the menu. */
export function checkMenu(
  { location, items }: MenuContent,
  languages = new SiteLanguages({ primary: 'en' }),
): MenuContent {
  const errors = new InputErrorCollector();
  errors.checkLength(['location'], location, MAX_LOCATION_LENGTH);
  if (location === '' || slugify(location) !== location) {
    errors.add(
      ['location'],
      'The location must consist of lower-case letters, digits and hyphens, such as primary.',
    );
  }
  if (items.length > MENU_LIMITS.items) {
    const message = `A menu has at most ${MENU_LIMITS.items} items, not ${items.length}.`;
    throw createUserErrorException(message, UserErrorCode.TOO_LONG, ['items']);
  }
  const limits = { text: MENU_LIMITS.text, url: MAX_URL_LENGTH };
  const trimmed = items.map(({ depth, text, url, translations, texts }, i) => ({
    depth,
    text: text.trim(),
    url: url.trim(),
    texts: mergeTranslations(texts, translations as TranslationInput[] | null | undefined, {
      errors,
      languages,
      limits,
      field: ['items', String(i), 'translations'],
    }),
  }));
  for (const [i, { depth, text, url, texts }] of trimmed.entries()) {
    const place = (name: string) => ['items', String(i), name];
    const before = trimmed[i - 1];
    const maxDepth = before ? Math.min(before.depth + 1, MENU_LIMITS.depth) : 0;
    if (depth < 0 || depth > maxDepth) errors.add(place('depth'), describeDepth(i, maxDepth));
    if (text === '') errors.add(place('text'), 'The text must not be empty.');
    errors.checkLength(place('text'), text, MENU_LIMITS.text);
    errors.checkLength(place('url'), url, MAX_URL_LENGTH);
    for (const translated of Object.values(texts))
      if (translated?.url != null && !isMenuUrl(translated.url))
        errors.add(place('translations'), INVALID_URL);
    if (!isMenuUrl(url)) {
      errors.add(place('url'), INVALID_URL);
    }
  }
  errors.throwIfAny();
  return { location, items: trimmed };
}

function describeDepth(i: number, maxDepth: number): string {
  return i === 0
    ? 'The depth of the first item must be 0.'
    : `The depth must be between 0 and ${maxDepth}: at most one more than that of the item before, and at most ${MENU_LIMITS.depth}.`;
}

/**
 * Replaces a menu, or removes it if it has no items, and appends the change. Returns false if nothing changes.
 * Throws UserErrorException for one menu too many.
 */
export async function saveMenu(
  tx: Transaction,
  { location, items }: MenuContent,
  source: string | null,
): Promise<boolean> {
  const existing = await tx.menu.findUnique({
    where: { location },
    include: { items: { orderBy: { position: 'asc' } } },
  });
  if (isSameMenu(existing?.items ?? [], items)) {
    if (existing && existing.source !== source)
      await tx.menu.update({ where: { location }, data: { source } });
    return false;
  }
  if (!existing) await assertRoomForMenu(tx);
  await tx.menuItem.deleteMany({ where: { location } });
  if (items.length === 0) await tx.menu.delete({ where: { location } });
  else {
    const update = { source, updatedAt: new Date() };
    await tx.menu.upsert({ where: { location }, create: { location, source }, update });
    const rows = items.map((item, position) => ({ ...toContent(item), location, position }));
    await tx.menuItem.createMany({ data: rows });
  }
  await appendChange(tx, { kind: 'UPDATED', nodeType: 'Site', nodeId: 0, keys: [cacheTags.menus] });
  return true;
}

async function assertRoomForMenu(tx: Transaction): Promise<void> {
  if ((await tx.menu.count()) < MENU_LIMITS.menus) return;
  throw createUserErrorException(
    `The site has ${MENU_LIMITS.menus} menus, which is the maximum. Remove one by setting it to no items.`,
    UserErrorCode.NOT_ALLOWED,
    ['location'],
  );
}

export function isSameMenu(one: MenuEntry[], other: MenuEntry[]): boolean {
  return isDeepStrictEqual(one.map(toContent), other.map(toContent));
}

function toContent({ depth, text, url, texts }: MenuEntry) {
  return { depth, text, url, texts: (texts ?? {}) as Prisma.JsonObject };
}

function isMenuUrl(url: string): boolean {
  if (url.startsWith('#')) return true;
  if (url.startsWith('/')) return !/^\/[/\\]/.test(url) && URL.canParse(url, 'https://site.invalid');
  return /^(https?:\/\/|mailto:|tel:)/i.test(url) && URL.canParse(url);
}
