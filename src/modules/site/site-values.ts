import { InputErrorCollector } from '../../mutations/input-errors.js';
import { mergeTranslations, type TranslationInput } from '../../mutations/translated-texts.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { SiteLanguages } from '../../shared/languages.js';
import { isTimeZone } from '../../shared/text/time-zone.js';
import type { TranslatedTexts } from '../../shared/translated-texts.js';
import type { ImageInput } from '../editing/editing.inputs.js';
import { findImageFile, toImageContent } from '../editing/image-input.js';
import { formatRightsInput, listRightsErrors } from '../machine-rights/machine-rights.type.js';
import { findOrCreateImage } from '../taxonomy/write/find-or-create.js';
import type { UpdateSiteInput } from './site.inputs.js';
import { type BoxRow, checkBoxes, findNewsletterId, resolveBoxes } from './write-boxes.js';

/** Settings of the publication as they are stored; null for the value of the environment. */
export interface SiteSettingValues {
  title: string | null;
  description: string | null;
  timeZone: string | null;
  socialProfiles: string[] | null;
  logoId: number | null;
  newsletterId: number | null;
  /** Title and description in further languages of the site. */
  texts: TranslatedTexts | null;
  /** What machines may use the site for. */
  machineRights: string | null;
}

/** Values of the publication that editors set, with its boxes in order. */
export interface SiteValues extends SiteSettingValues {
  boxes: BoxRow[];
}

/** Names of the settings, which are columns of SiteSettings and SiteDraft. */
export const SITE_SETTINGS = [
  'title',
  'description',
  'timeZone',
  'socialProfiles',
  'logoId',
  'newsletterId',
  'texts',
  'machineRights',
] as const satisfies (keyof SiteSettingValues)[];

/** Maximum lengths in characters, and maximum number of profiles. */
const LIMITS = { title: 200, description: 1_000, profiles: 20, timeZone: 100 };

const TIME_ZONE = 'The time zone must be an IANA name, such as Europe/Dublin or UTC.';

/**
 * Returns the values that an input sets. `present` loads the texts in further languages that the input changes. Throws
 * UserErrorException with the errors of the input.
 */
export async function readSiteValues(
  tx: Transaction,
  input: UpdateSiteInput,
  {
    languages = new SiteLanguages({ primary: 'en' }),
    present = async () => null,
  }: { languages?: SiteLanguages; present?: () => Promise<TranslatedTexts | null> } = {},
): Promise<Partial<SiteValues>> {
  const texts = checkInput(input, languages, input.translations ? await present() : null);
  const { title, description, logo, socialProfiles, timeZone, newsletter, boxes } = input;
  return {
    ...(title !== undefined && { title: title?.trim() ?? null }),
    ...(description !== undefined && { description: description?.trim() ?? null }),
    ...(logo !== undefined && { logoId: logo && (await findLogoId(tx, logo)) }),
    ...(socialProfiles !== undefined && {
      socialProfiles: socialProfiles?.map((url) => String(url)) ?? null,
    }),
    ...(timeZone !== undefined && { timeZone: timeZone && (await findTimeZone(tx, timeZone)) }),
    ...(newsletter !== undefined && { newsletterId: await findNewsletterId(tx, newsletter, ['newsletter']) }),
    ...(boxes !== undefined && { boxes: await resolveBoxes(tx, boxes ?? [], languages) }),
    ...(input.translations && { texts }),
    ...(input.machineRights !== undefined && { machineRights: formatRightsInput(input.machineRights) }),
  };
}

/** Returns the names of values as inputs have them. */
export function listInputNames(values: Partial<SiteValues>): string[] {
  return Object.keys(values).map((name) => name.replace(/Id$/, ''));
}

/** Returns the texts in further languages. Throws UserErrorException with the errors of the input. */
function checkInput(
  { title, description, socialProfiles, logo, timeZone, boxes, translations, machineRights }: UpdateSiteInput,
  languages: SiteLanguages,
  present: TranslatedTexts | null,
): TranslatedTexts {
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
  for (const { field, message } of listRightsErrors(machineRights))
    errors.add(['machineRights', ...field], message);
  checkBoxes(errors, boxes ?? [], languages);
  const limits = { title: LIMITS.title, description: LIMITS.description };
  const texts = mergeTranslations(present, translations as TranslationInput[] | null | undefined, {
    errors,
    languages,
    limits,
  });
  errors.throwIfAny();
  return texts;
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
