import { isDeepStrictEqual } from 'node:util';
import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { appendChange } from '../../mutations/append-change.js';
import { InputErrorCollector } from '../../mutations/input-errors.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { isTimeZone } from '../../shared/text/time-zone.js';
import type { ImageInput } from '../editing/editing.inputs.js';
import { findImageFile, toImageContent } from '../editing/image-input.js';
import { findOrCreateImage } from '../taxonomy/write/find-or-create.js';
import type { UpdateSiteInput } from './site.inputs.js';
import { checkBoxes, findNewsletterId, saveBoxes } from './write-boxes.js';

/** Maximum lengths in characters, and maximum number of profiles. */
const LIMITS = { title: 200, description: 1_000, profiles: 20, timeZone: 100 };

/**
 * Saves settings of the site, and appends the change. Returns the names of what has changed. Throws
 * UserErrorException with the errors of the input.
 */
export async function saveSite(tx: Transaction, input: UpdateSiteInput): Promise<string[]> {
  checkInput(input);
  const settings = await toSettings(tx, input);
  const stored = await tx.siteSettings.findUnique({ where: { id: 0 } });
  const present: Record<string, unknown> = stored ?? {};
  const changed = Object.entries(settings).filter(
    ([name, value]) => !isDeepStrictEqual(value, present[name] ?? null),
  );
  const hasNewBoxes = input.boxes !== undefined && (await saveBoxes(tx, null, input.boxes ?? []));
  const data = Object.fromEntries(
    changed.map(([name, value]) => [name, name === 'socialProfiles' ? (value ?? Prisma.DbNull) : value]),
  );
  if (changed.length > 0)
    await tx.siteSettings.upsert({ where: { id: 0 }, create: { id: 0, ...data }, update: data });
  const keys = [...(changed.length > 0 ? [cacheTags.site] : []), ...(hasNewBoxes ? [cacheTags.boxes] : [])];
  if (keys.length > 0) await appendChange(tx, { kind: 'UPDATED', nodeType: 'Site', nodeId: 0, keys });
  return [...changed.map(([name]) => name.replace(/Id$/, '')), ...(hasNewBoxes ? ['boxes'] : [])];
}

function checkInput({ title, description, socialProfiles, logo, timeZone, boxes }: UpdateSiteInput): void {
  const errors = new InputErrorCollector();
  if (title?.trim() === '') errors.add(['title'], 'The title must not be empty. Null is the environment’s.');
  errors.checkLength(['title'], title?.trim(), LIMITS.title);
  errors.checkLength(['description'], description?.trim(), LIMITS.description);
  if (logo) errors.checkImage(logo, ['logo']);
  if (socialProfiles && socialProfiles.length > LIMITS.profiles) {
    const message = `There are at most ${LIMITS.profiles} profiles, not ${socialProfiles.length}.`;
    throw createUserErrorException(message, UserErrorCode.TOO_LONG, ['socialProfiles']);
  }
  for (const [i, url] of (socialProfiles ?? []).entries())
    errors.checkUrl(['socialProfiles', String(i)], String(url));
  if (timeZone != null && (timeZone.length > LIMITS.timeZone || !isTimeZone(timeZone)))
    errors.add(['timeZone'], TIME_ZONE);
  checkBoxes(errors, boxes ?? []);
  errors.throwIfAny();
}

const TIME_ZONE = 'The time zone must be an IANA name, such as Europe/Dublin or UTC.';

/** Returns the columns to set; an omitted field has none. */
async function toSettings(tx: Transaction, input: UpdateSiteInput): Promise<Record<string, unknown>> {
  const { title, description, logo, socialProfiles, timeZone, newsletter } = input;
  return {
    ...(title !== undefined && { title: title?.trim() ?? null }),
    ...(description !== undefined && { description: description?.trim() ?? null }),
    ...(logo !== undefined && { logoId: logo && (await findLogoId(tx, logo)) }),
    ...(socialProfiles !== undefined && {
      socialProfiles: socialProfiles?.map((url) => String(url)) ?? null,
    }),
    ...(timeZone !== undefined && { timeZone: timeZone && (await findTimeZone(tx, timeZone)) }),
    ...(newsletter !== undefined && { newsletterId: await findNewsletterId(tx, newsletter, ['newsletter']) }),
  };
}

/** Returns the ID of the picture. Throws UserErrorException if its file is no stored picture. */
async function findLogoId(tx: Transaction, logo: ImageInput): Promise<number> {
  const errors = new InputErrorCollector();
  const file = await findImageFile(tx, logo, errors, ['logo']);
  errors.throwIfAny();
  return findOrCreateImage(tx, toImageContent(logo, file));
}

/** Returns the name as PostgreSQL spells it, which groups the articles by month. Throws UserErrorException for others. */
async function findTimeZone(tx: Transaction, name: string): Promise<string> {
  const [found] = await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM pg_timezone_names WHERE lower(name) = lower(${name}) ORDER BY name = ${name} DESC LIMIT 1`;
  if (found) return found.name;
  throw createUserErrorException(TIME_ZONE, UserErrorCode.INVALID, ['timeZone']);
}
