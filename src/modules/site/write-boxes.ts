import { isDeepStrictEqual } from 'node:util';
import { cacheTags } from '../../cache/cache-tags.js';
import type { Prisma } from '../../database/generated/client.js';
import { appendChange } from '../../mutations/append-change.js';
import { InputErrorCollector } from '../../mutations/input-errors.js';
import {
  mergeTranslations,
  type TranslationInput,
  type TranslationRules,
} from '../../mutations/translated-texts.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { SiteLanguages } from '../../shared/languages.js';
import { describeMissing, parseReference } from '../../shared/references/reference.js';
import type { TranslatedTexts } from '../../shared/translated-texts.js';
import { getLocation, loadSectionLocations } from '../taxonomy/write/section-positions.js';
import type { SiteBoxInput } from './box.inputs.js';
import { BOX_LIMITS } from './box-limits.js';

/** What pages offer: the boxes, and the newsletter as ID or slug. Undefined leaves what there is, null removes it. */
export interface PageInput {
  boxes?: SiteBoxInput[] | null | undefined;
  newsletter?: string | null | undefined;
}

/** A box as it is stored, without its section. */
export interface BoxRow {
  /** Index in the list, from 0. */
  position: number;
  key: string;
  title: string | null;
  text: string | null;
  newsletterId: number | null;
  /** Texts in further languages of the site. */
  texts: TranslatedTexts;
}

const BOX_COLUMNS = { position: true, key: true, title: true, text: true, newsletterId: true, texts: true };

/** Collects the errors of boxes. Throws UserErrorException if there are too many to check. */
export function checkBoxes(
  errors: InputErrorCollector,
  boxes: readonly SiteBoxInput[],
  languages: SiteLanguages,
): void {
  if (boxes.length > BOX_LIMITS.boxes) {
    const message = `There are at most ${BOX_LIMITS.boxes} boxes, not ${boxes.length}.`;
    throw createUserErrorException(message, UserErrorCode.TOO_LONG, ['boxes']);
  }
  for (const [i, { key, title, text, translations }] of boxes.entries()) {
    readBoxTexts(translations, { errors, languages, field: ['boxes', String(i), 'translations'] });
    const field = (name: string) => ['boxes', String(i), name];
    errors.checkLength(field('key'), key, BOX_LIMITS.key);
    errors.checkLength(field('title'), title?.trim(), BOX_LIMITS.title);
    errors.checkLength(field('text'), text?.trim(), BOX_LIMITS.text);
    if (!/^[A-Z][A-Z0-9_]*$/.test(key)) {
      const message =
        'The key must consist of capital letters, digits and underscores, and begin with a letter, such as MOST_POPULAR.';
      errors.add(field('key'), message);
    } else if (boxes.findIndex((box) => box.key === key) < i)
      errors.add(field('key'), `Another box has the key ${key}.`, UserErrorCode.TAKEN);
  }
}

function readBoxTexts(
  translations: SiteBoxInput['translations'],
  rules: Omit<TranslationRules, 'limits'>,
): TranslatedTexts {
  const limits = { title: BOX_LIMITS.title, text: BOX_LIMITS.text };
  return mergeTranslations({}, translations as TranslationInput[] | null | undefined, { ...rules, limits });
}

/** Returns boxes as they are stored. Throws UserErrorException for an unknown newsletter. */
export async function resolveBoxes(
  tx: Transaction,
  boxes: readonly SiteBoxInput[],
  languages: SiteLanguages,
): Promise<BoxRow[]> {
  const rows: BoxRow[] = [];
  const errors = new InputErrorCollector();
  for (const [position, { key, title, text, newsletter, translations }] of boxes.entries()) {
    const newsletterId = await findNewsletterId(tx, newsletter, ['boxes', String(position), 'newsletter']);
    const texts = readBoxTexts(translations, { errors, languages });
    rows.push({
      position,
      key,
      title: title?.trim() || null,
      text: text?.trim() || null,
      newsletterId,
      texts,
    });
  }
  return rows;
}

/**
 * Returns the languages that the texts of a source are in. The site need not have them: it may add them later, as for the
 * texts of sections.
 */
export function listTextLanguages({
  translations,
  boxes,
}: Pick<PageInput, 'boxes'> & { translations?: { language: string }[] | null | undefined }): SiteLanguages {
  const lists = [translations, ...(boxes ?? []).map((box) => box.translations)];
  const others = lists.flatMap((list) => (list ?? []).map(({ language }) => language));
  return new SiteLanguages({ primary: 'und', others });
}

/** Loads the boxes of a section, or of the whole site for null, in order. */
export async function loadBoxes(tx: Transaction, sectionId: number | null): Promise<BoxRow[]> {
  const rows = await tx.siteBox.findMany({
    where: { sectionId },
    select: BOX_COLUMNS,
    orderBy: { position: 'asc' },
  });
  return rows.map((row) => ({ ...row, texts: row.texts as TranslatedTexts }));
}

/** Replaces the boxes of a section, or of the whole site for null. Returns false if nothing changes. */
export async function saveBoxes(tx: Transaction, sectionId: number | null, rows: BoxRow[]): Promise<boolean> {
  if (isDeepStrictEqual(await loadBoxes(tx, sectionId), rows)) return false;
  await tx.siteBox.deleteMany({ where: { sectionId } });
  await tx.siteBox.createMany({
    data: rows.map((row) => ({ ...row, sectionId, texts: (row.texts ?? {}) as Prisma.InputJsonObject })),
  });
  return true;
}

/** Returns boxes without the newsletters that were deleted. */
export async function omitMissingNewsletterIds(tx: Transaction, boxes: BoxRow[]): Promise<BoxRow[]> {
  const ids = boxes.flatMap(({ newsletterId }) => newsletterId ?? []);
  if (ids.length === 0) return boxes;
  const found = new Set((await tx.newsletter.findMany({ where: { id: { in: ids } } })).map(({ id }) => id));
  return boxes.map((box) =>
    box.newsletterId !== null && !found.has(box.newsletterId) ? { ...box, newsletterId: null } : box,
  );
}

/**
 * Saves the boxes and the newsletter of a section, and appends the change. Throws UserErrorException for an unknown
 * newsletter.
 */
export async function saveSectionPage(
  tx: Transaction,
  id: number,
  { boxes, newsletter }: PageInput,
  languages = new SiteLanguages({ primary: 'en' }),
): Promise<void> {
  const keys: string[] = [];
  if (boxes !== undefined && (await saveBoxes(tx, id, await resolveBoxes(tx, boxes ?? [], languages))))
    keys.push(cacheTags.boxes);
  if (newsletter !== undefined) {
    const newsletterId = await findNewsletterId(tx, newsletter, ['newsletter']);
    const select = { newsletterId: true };
    const present = await tx.section.findUniqueOrThrow({ where: { id }, select });
    if (present.newsletterId !== newsletterId) {
      await tx.section.update({ where: { id }, data: { newsletterId } });
      keys.push(cacheTags.anySection, cacheTags.section(id));
    }
  }
  if (keys.length === 0) return;
  const { slug } = await tx.section.findUniqueOrThrow({ where: { id } });
  const location = { slug, path: getLocation(await loadSectionLocations(tx), id).path };
  const change = { kind: 'UPDATED', nodeType: 'Section', nodeId: id, keys } as const;
  await appendChange(tx, { ...change, before: location, after: location });
}

/** Returns the ID of the newsletter with an ID or slug. Throws UserErrorException if there is none. */
export async function findNewsletterId(
  tx: Transaction,
  newsletter: string | null | undefined,
  field: string[],
): Promise<number | null> {
  if (newsletter == null) return null;
  const where = parseReference('Newsletter', newsletter);
  const found = where && (await tx.newsletter.findUnique({ where }));
  if (found) return found.id;
  throw createUserErrorException(describeMissing('newsletter', newsletter), UserErrorCode.NOT_FOUND, field);
}
