import type { RichTextSource } from '../../content/rich-text.js';
import { ARTICLE_FIELDS } from '../../fields/article.fields.js';
import { MAX_URL_LENGTH } from '../../fields/field.js';
import { applyValues } from '../../fields/field-values.js';
import { type ImageFields, InputErrorCollector } from '../../mutations/input-errors.js';
import type { UserError } from '../../mutations/mutation.type.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { AccessLevel } from '../../shared/article/access-level.js';
import { MachineUse } from '../../shared/machine-rights.js';
import { toShortLink, toSitePath } from '../../shared/paths.js';
import { requireValue } from '../../shared/require-value.js';
import { toRobotsColumns } from '../../shared/robots.js';
import { type SponsorshipInput, toSponsorColumns } from '../../shared/sponsorship.js';
import { slugify } from '../../shared/text/slug.js';
import { CLOCK_TOLERANCE, isStorableTime } from '../../shared/time.js';
import { formatRightsInput, listRightsErrors } from '../machine-rights/machine-rights.type.js';
import { TAXONOMY_LIMITS } from '../taxonomy/taxonomy-limits.js';
import type { ArticleContent } from './article-content.js';
import { ARTICLE_LIMITS } from './article-limits.js';
import type { ArticleSections } from './article-sections.js';
import type { CreateArticleInput, SeriesInput, UpdateArticleInput } from './editing.inputs.js';
import { type ImageOfFile, toImageContent } from './image-input.js';
import { checkFormats } from './rich-text-input.js';

type Input = CreateArticleInput | UpdateArticleInput;

/** Returns every error of an input, each with its field; empty if the input is valid. */
export function validateArticleInput(input: Input): UserError[] {
  const errors = new InputErrorCollector();
  // The input is no text in its stored form.
  errors.checkFields(ARTICLE_FIELDS, { ...input, machineRights: undefined });
  errors.checkSlug(input.slug);
  checkBody(errors, input);
  if ((input.sections?.length ?? 0) > ARTICLE_LIMITS.sections)
    errors.add(
      ['sections'],
      `There must be at most ${ARTICLE_LIMITS.sections} entries.`,
      UserErrorCode.TOO_LONG,
    );
  checkReferencesAndPaths(errors, input);
  if (input.publishedAt) checkPublicationDate(errors, input.publishedAt);
  if (input.publishedAt && input.publish?.publishedAt)
    errors.add(['publish', 'publishedAt'], 'Give publishedAt or publish.publishedAt, not both.');
  if (input.noindex !== undefined && input.robots !== undefined)
    errors.add(['noindex'], 'Give robots without noindex, which it replaces.');
  if (input.sponsorship) checkSponsorship(errors, input.sponsorship);
  checkMachineRights(errors, input);
  return errors.errors;
}

/** Checks the statement on machines, and that it and `robots` do not contradict each other. */
function checkMachineRights(errors: InputErrorCollector, { machineRights, robots }: Input): void {
  for (const { field, message } of listRightsErrors(machineRights))
    errors.add(['machineRights', ...field], message);
  if (machineRights?.search == null || robots?.isIndexed == null) return;
  if (robots.isIndexed === (machineRights.search === MachineUse.FORBIDDEN))
    errors.add(
      ['machineRights', 'search'],
      'machineRights.search and robots.isIndexed contradict each other: give one of them, or the same in both.',
    );
}

function checkBody(errors: InputErrorCollector, { body, bodyHtml, bodyMarkdown }: Input): void {
  checkFormats(errors, body, ['body']);
  if (bodyHtml != null && bodyMarkdown != null)
    errors.add(['bodyMarkdown'], 'Give bodyHtml or bodyMarkdown, not both.');
  if (body != null && (bodyHtml != null || bodyMarkdown != null))
    errors.add(['body'], 'Give body without bodyHtml and bodyMarkdown, which it replaces.');
}

/** Checks the tags, authors, image, series, path and former paths of an input, or of content. */
export function checkReferencesAndPaths(
  errors: InputErrorCollector,
  input: Pick<Input, 'tags' | 'authors' | 'series' | 'path' | 'aliases'> & { image?: ImageFields | null },
): void {
  for (const list of ['tags', 'authors'] as const) {
    const names = input[list] ?? [];
    if (names.length > ARTICLE_LIMITS.names)
      errors.add([list], `There must be at most ${ARTICLE_LIMITS.names} entries.`, UserErrorCode.TOO_LONG);
    for (const [i, name] of names.entries()) {
      errors.checkLength([list, String(i)], name, TAXONOMY_LIMITS.name);
      if (!slugify(name)) errors.add([list, String(i)], 'A name must contain a letter or a digit.');
    }
  }
  if (input.image) errors.checkImage(input.image);
  if (input.series) checkSeries(errors, input.series);
  if (input.path?.trim()) checkPath(errors, ['path'], input.path.trim());
  const aliases = input.aliases ?? [];
  if (aliases.length > ARTICLE_LIMITS.aliases)
    errors.add(
      ['aliases'],
      `There must be at most ${ARTICLE_LIMITS.aliases} entries.`,
      UserErrorCode.TOO_LONG,
    );
  for (const [i, alias] of aliases.entries()) checkFormerAddress(errors, ['aliases', String(i)], alias);
}

/** Checks the address of former content: a path or a short link of WordPress. */
function checkFormerAddress(errors: InputErrorCollector, field: string[], address: string): void {
  if (toShortLink(address) === null) checkPath(errors, field, address);
}

function checkPath(errors: InputErrorCollector, field: string[], path: string): void {
  errors.checkLength(field, path, MAX_URL_LENGTH);
  if (!path.startsWith('/') || toSitePath(path) === null) {
    errors.add(field, 'The value must be a path of the site, such as /2019/ferry, without ? and #.');
  }
}

/** Checks a date shown to readers, which must not be in the future. */
function checkPublicationDate(errors: InputErrorCollector, date: Date): void {
  if (!isStorableTime(date)) errors.add(['publishedAt'], 'The year must be between 1 and 9999.');
  else if (date.getTime() - Date.now() > CLOCK_TOLERANCE) {
    errors.add(
      ['publishedAt'],
      `${date.toISOString()} is in the future. To publish the article at that time, set the time of publication, at.`,
    );
  }
}

function checkSponsorship(errors: InputErrorCollector, { name, url }: SponsorshipInput): void {
  if (name.trim() === '') errors.add(['sponsorship', 'name'], 'The name must not be empty.');
  errors.checkLength(['sponsorship', 'name'], name, ARTICLE_FIELDS.sponsorName.maxLength);
  if (url != null) errors.checkUrl(['sponsorship', 'url'], String(url));
}

function checkSeries(errors: InputErrorCollector, { name, part }: SeriesInput): void {
  if (name != null && !slugify(name))
    errors.add(['series', 'name'], 'A name must contain a letter or a digit.');
  errors.checkLength(['series', 'name'], name, ARTICLE_LIMITS.series);
  if (part != null && part < 1) errors.add(['series', 'part'], 'The part must be at least 1.');
}

/**
 * Returns the content with the fields of an input applied. `sections` are the sections of the article
 * afterwards: see applySections. `imageOfFile` is the picture of the input if it was given by its file.
 */
export function applyInput(
  content: ArticleContent,
  input: Input,
  sections: ArticleSections | undefined,
  imageOfFile: ImageOfFile | null,
): ArticleContent {
  return {
    ...content,
    ...applyValues(ARTICLE_FIELDS, content, {
      ...input,
      ...toRobotsColumns(input.robots),
      ...toSponsorColumns(input.sponsorship),
      machineRights: input.machineRights && formatRightsInput(input.machineRights),
    }),
    slug: input.slug ?? content.slug,
    access: input.access === undefined ? content.access : toStoredAccess(input.access),
    body: getBodySource(input) ?? content.body,
    ...sections,
    tags: input.tags === undefined ? content.tags : (input.tags ?? []),
    authors: input.authors === undefined ? content.authors : (input.authors ?? []),
    image:
      input.image === undefined ? content.image : input.image && toImageContent(input.image, imageOfFile),
    series: input.series === undefined ? content.series : input.series && toSeriesContent(input.series),
    path: input.path === undefined ? content.path : input.path?.trim() || null,
    aliases: input.aliases === undefined ? content.aliases : (input.aliases ?? []),
    publishedAt: input.publishedAt === undefined ? content.publishedAt : input.publishedAt,
    updatedAt: null,
  };
}

/** Returns undefined for PUBLIC, as revisions of articles without an access level have it. */
function toStoredAccess(access: AccessLevel | null): AccessLevel | undefined {
  return access === AccessLevel.PUBLIC ? undefined : (access ?? undefined);
}

/** Returns the body of an input, or undefined if it has none. */
export function getBodySource({ body, bodyHtml, bodyMarkdown }: Input): RichTextSource | undefined {
  if (body?.blocks) throw new Error('BlockReader converts blocks before the source of a body is read.');
  const html = body?.html ?? bodyHtml;
  const markdown = body?.markdown ?? bodyMarkdown;
  if (html != null) return { format: 'html', text: html };
  if (markdown != null) return { format: 'markdown', text: markdown };
  // An empty body clears it, as null does.
  const isCleared = body !== undefined || bodyHtml === null || bodyMarkdown === null;
  return isCleared ? { format: 'markdown', text: '' } : undefined;
}

function toSeriesContent({ name, part }: SeriesInput): ArticleContent['series'] {
  return { name: requireValue(name, 'A reference was replaced by a name.').trim(), part: part ?? null };
}
