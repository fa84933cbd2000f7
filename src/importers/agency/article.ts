import { ContentRefusedError } from '../../content/content-error.js';
import type { SourceItem, SourceTag } from '../own/importer.js';
import { parseBylineNames } from '../page/metadata/names.js';
import { itemReader } from '../run/reading.js';
import { AgencyItem, type Concept } from './item.js';
import { listPictures, renderPictures } from './pictures.js';
import type { AgencyFormat, ItemValues, PlacedItem } from './placed-item.js';
import { toPlainText } from './plain-text.js';
import { applyRules, type Rules } from './rules.js';
import { parseZonedTime } from './zoned-time.js';

/** Types of items that are articles. An item without a type is one if it has a text. */
const ARTICLE_TYPES = ['text', 'composite'];
/** Words with which agencies begin the note of a correction. */
const CORRECTION =
  /^\W*(correct|corr\b|berichtig|korrektur|korriger|rett(else|ing)|rättelse|rectif|correzione|corrección|corrige|oikaisu)/i;
/** Code of a media topic or of the subject codes before them. */
const IPTC_CODE = /^((medtop|subj):)?\d{8}$/;
/** Relation of the sections of an article that a gateway has written. */
const SECTION_REL = 'section';
/** Properties that are read only in some items. */
const USED = [
  '$standard',
  'standard',
  'profile',
  'representationtype',
  'mimetype',
  'title',
  'slugline',
  'signal',
];

/** Converts an item of an agency as the rules say. A canceled item unpublishes its article. */
export async function createAgencyItem(
  { place, item: value, warnings = [] }: Extract<PlacedItem, { item: ItemValues }>,
  { listErrors }: Pick<AgencyFormat, 'listErrors'>,
  rules: Rules,
): Promise<SourceItem> {
  const item = new AgencyItem(value);
  const uri = item.getText('uri');
  const type = item.getText('type');
  const name = { id: uri ?? place, ...(type && { type }), ...(uri && { label: uri }) };
  const version = item.getText('version') ?? item.getText('versionCreated') ?? '';
  // A removal counts even if another property of the item is wrong.
  if (uri !== null && item.getText('pubStatus') === 'canceled')
    return { ...name, deleted: describeRemoval(item), kill: true, version };
  const errors = listErrors(value, rules.extensions);
  if (errors.length > 0) return { ...name, refused: `${place}: ${errors.join('; ')}` };
  try {
    const article = await createArticle(item, { ...name, version }, rules);
    return 'title' in article
      ? { ...article, warnings: [...(article.warnings ?? []), ...warnings] }
      : article;
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    return { ...name, refused: `${place}: ${error.message}` };
  }
}

function describeRemoval(item: AgencyItem): string {
  const note = item.getText('edNote');
  return `canceled by the agency${note ? `: ${note.slice(0, 200)}` : ''}`;
}

async function createArticle(
  item: AgencyItem,
  name: { id: string; label?: string; type?: string; version: string },
  rules: Rules,
): Promise<SourceItem> {
  const { version, ...label } = name;
  const embargoedUntil = readEmbargo(item);
  if (name.type !== undefined && !ARTICLE_TYPES.includes(name.type))
    return { ...label, skipped: `${name.type}, which is no article` };
  const bodies = item.listTexts('body');
  const descriptions = item.listTexts('description');
  const headline = readHeadline(item);
  if (headline === null && bodies.length === 0)
    return { ...label, skipped: 'it has neither a headline nor a text' };
  const language = item.getText('language');
  const concepts = listConcepts(item, rules, language);
  const landing = applyRules(rules, [...concepts.values()].flat(), language);
  if (landing.skip) return { ...label, skipped: 'a rule leaves it out' };
  const { html, standfirst, opening } = await itemReader.read(
    'agencyTexts',
    bodies,
    descriptions,
    headline ?? '',
  );
  const title = headline ?? item.getText('title', 'slugline') ?? opening;
  const { pictures, identified, warnings: pictureWarnings } = listPictures(item, embargoedUntil);
  const [image = null, ...others] = pictures;
  const ownSections = (concepts.get('subjects') ?? [])
    .filter(({ rel }) => rel === SECTION_REL)
    .map(toSection);
  const [section = null, ...otherSections] = landing.sections.length > 0 ? landing.sections : ownSections;
  const withheld = item.getText('pubStatus') === 'withheld';
  const versionCreated = item.getText('versionCreated');
  const note = item.getText('edNote');
  const fields = readFields(item, rules);
  const vocabulary = [item.getText('copyrightHolder', 'provider')?.slice(0, 100), language?.split('-')[0]]
    .join(' ')
    .trim();
  const tagConcepts = rules.tags
    .flatMap((source) => concepts.get(source) ?? [])
    .filter(({ rel }) => rel !== SECTION_REL);
  item.markUsed(...USED);
  return {
    ...label,
    version,
    title,
    draft: !landing.publish || withheld,
    withheld,
    html: html + renderPictures(others, html),
    standfirst,
    section,
    otherSections,
    tags: [...tagConcepts.flatMap((concept) => toTag(concept, vocabulary)), ...landing.tags],
    authors: parseBylineNames(item.getText('by', 'byline') ?? ''),
    image,
    ...(identified.length > 0 && { pictures: identified }),
    publishedAt: readPublicationDate(item, embargoedUntil),
    hasVersionDate: embargoedUntil === null && item.getText('firstCreated') === null,
    updatedAt: versionCreated,
    embargoedUntil,
    corrections: rules.corrections ? readCorrections(item, versionCreated) : [],
    language,
    fields,
    warnings: [
      ...(headline === null ? [`no headline: the title is "${title.slice(0, 100)}"`] : []),
      ...(note ? [`note of the agency: ${note.slice(0, 300)}`] : []),
      ...pictureWarnings,
    ],
    unusedFields: item.listUnused(),
  };
}

/** Returns the main headline, else another one. */
function readHeadline(item: AgencyItem): string | null {
  const headlines = item.listTexts('headline');
  const headline = headlines.find(({ role }) => role === 'main' || role === '') ?? headlines[0];
  return (headline && toPlainText(headline)) || null;
}

const CONCEPTS = ['subjects', 'places', 'people', 'organisations', 'events', 'objects', 'genres'] as const;

/** Lists the concepts of an item. Those without a name get the one of their topic. */
function listConcepts(item: AgencyItem, { topics }: Rules, language: string | null): Map<string, Concept[]> {
  const addName = (concept: Concept): Concept => ({
    ...concept,
    name: concept.name || (topics.findName(concept.uri ?? concept.code ?? '', language) ?? ''),
  });
  return new Map(CONCEPTS.map((name) => [name, item.listConcepts(name).map(addName)]));
}

/** Returns the slugs of the sections above, and the name. */
function toSection({ name, code }: Concept): string[] {
  return [...(code ?? '').split('/').slice(0, -1), name];
}

/**
 * Returns a tag, known by its URI or IPTC code, so that a renamed topic stays the same tag. Agencies and languages name a
 * topic differently, so each is a vocabulary. Concepts without a name are no tags.
 */
function toTag({ name, uri, code }: Concept, vocabulary: string): (string | SourceTag)[] {
  const id = uri ?? (IPTC_CODE.test(code ?? '') ? code : null);
  if (name === '') return [];
  return [id === null ? name : { id: id.slice(0, 1_000), name, vocabulary }];
}

/** Reads the embargo. Throws ContentRefusedError for a time without a zone, since it may end hours too early. */
function readEmbargo(item: AgencyItem): Date | null {
  const written = item.getText('embargoedUntil', 'embargoed');
  if (written === null) return null;
  const time = parseZonedTime(written);
  if (time === null)
    throw new ContentRefusedError(
      `the embargo "${written.slice(0, 60)}" is not a time with a zone, such as 2026-11-30T12:00:00Z`,
    );
  return time;
}

/** Returns the date of an article: when its first version was made, but not before the end of an embargo. */
function readPublicationDate(item: AgencyItem, embargoedUntil: Date | null): Date | string | null {
  const written = item.getText('firstCreated', 'versionCreated', 'contentCreated');
  if (embargoedUntil === null) return written;
  const time = Date.parse(written ?? '');
  return time > embargoedUntil.getTime() ? written : embargoedUntil;
}

/** Returns the note of a version that corrects, as its signal or its first words say. */
function readCorrections(item: AgencyItem, versionCreated: string | null): { text: string; at: Date }[] {
  const at = new Date(versionCreated ?? '');
  const note = item.getText('edNote');
  const isCorrection = /\bcorrection\b/.test(item.getText('signal') ?? '') || CORRECTION.test(note ?? '');
  if (note === null || !isCorrection || Number.isNaN(at.getTime())) return [];
  return [{ text: note.slice(0, 1_000), at }];
}

function readFields(item: AgencyItem, rules: Rules): Record<string, string> {
  const values = Object.entries(rules.fields).map(([property, field]) => [field, item.getText(property)]);
  return Object.fromEntries(values.filter(([, value]) => value !== null));
}
