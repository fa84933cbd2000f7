import { toFacetName } from '../../fields/content-model.js';
import { isReference, isRichText } from '../../fields/own-value.js';
import { BadUserInputError } from '../../shared/errors/errors.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import type { RevisionLoaders } from './revision.loaders.js';
import type { ArticleRevision, RevisionChange } from './revision.type.js';

type Fields = Record<string, unknown>;

/** Lines added and removed beyond which no diff is computed. */
const MAX_CHANGED_LINES = 500;

/**
 * Computes the differences from revision `since`, or from the previous one if null. Throws BadUserInputError
 * if there is no such revision.
 */
export async function computeChanges(
  { content }: RevisionLoaders,
  { articleId, number }: ArticleRevision,
  since: number | null,
): Promise<RevisionChange[]> {
  const other = since ?? number - 1;
  if (other < 0 || other >= 2 ** 31) throw createMissingRevisionError(other);
  const [before, after] = await Promise.all([
    other === 0 ? {} : content.load([articleId, other]),
    content.load([articleId, number]),
  ]);
  if (!before) throw createMissingRevisionError(other);
  const hasSeveral = [before, after].some((content) => getOtherSections(content).length > 0);
  const [earlier, later] = [toTextFields(before, hasSeveral), toTextFields(after, hasSeveral)];
  return [...new Set([...earlier.keys(), ...later.keys()])]
    .map((field) => ({ field, before: earlier.get(field) ?? null, after: later.get(field) ?? null }))
    .filter((change) => change.before !== change.after)
    .map((change) => ({ ...change, between: [other, number] }));
}

function createMissingRevisionError(number: number): BadUserInputError {
  return new BadUserInputError(`since: revision ${number} was not found.`);
}

export async function buildUnifiedDiff({ before, after, between }: RevisionChange): Promise<string | null> {
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff');
  const [older, newer] = between;
  const [from, to] = [before, after].map((text) => (text === null ? '' : `${text}\n`)) as [string, string];
  const options = { context: 3, maxEditLength: MAX_CHANGED_LINES, headerOptions: FILE_HEADERS_ONLY };
  const names = [`revision ${older}`, `revision ${newer}`] as const;
  return createTwoFilesPatch(...names, from, to, undefined, undefined, options) ?? null;
}

/** Returns the paths of the sections besides the primary one; revisions of earlier releases have none. */
function getOtherSections(content: unknown): string[][] {
  return (content as { otherSections?: string[][] }).otherSections ?? [];
}

/**
 * Returns the non-empty fields of a revision's content as text, by their names in the mutations' inputs.
 * Skips the source's updatedAt, which differs at each save. With `hasSeveral`, all sections are in
 * `sections`.
 */
function toTextFields(content: unknown, hasSeveral: boolean): Map<string, string> {
  const { title, body, updatedAt: _, fields, section, otherSections: __, ...rest } = content as Fields;
  const paths = [(section ?? []) as string[], ...getOtherSections(content)];
  const others = {
    ...rest,
    ...(hasSeveral ? { sections: paths.map((path) => path.join('/')) } : { section }),
  };
  const { format, text } = (body ?? {}) as { format?: 'markdown' | 'html'; text?: string };
  const bodyField = format === 'html' ? 'bodyHtml' : 'bodyMarkdown';
  const texts = Object.entries({ title, ...others, [bodyField]: text, ...toOwnFields(rest.kind, fields) });
  return new Map(
    texts.map(([field, value]): [string, string] => [field, toText(value)]).filter(([, said]) => said),
  );
}

/** Returns own fields by their path in the mutations' inputs: `fields.kicker`, `review.stars`. */
function toOwnFields(kind: unknown, fields: unknown): Record<string, unknown> {
  const facet = typeof kind === 'string' ? toFacetName(kind) : null;
  return Object.fromEntries(
    Object.entries(fields ?? {}).flatMap(([name, value]) =>
      name === facet
        ? Object.entries(value as object).map(([each, nested]) => [`${name}.${each}`, toOwnText(nested)])
        : [[`fields.${name}`, toOwnText(value)]],
    ),
  );
}

/** Returns rich text as its source, references as global IDs, and pictures and groups without their type. */
export function toOwnText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toOwnText);
  if (isRichText(value)) return value.text;
  if (isReference(value)) return toGlobalId(value.$type, value.id);
  if (typeof value !== 'object' || value === null) return value;
  const { $type: _, ...entries } = value as Record<string, unknown>;
  return Object.fromEntries(Object.entries(entries).map(([name, each]) => [name, toOwnText(each)]));
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(formatEntry).join('\n');
  if (typeof value === 'object') return formatLines(value).join('\n');
  return String(value);
}

function formatEntry(entry: unknown): string {
  return typeof entry === 'object' && entry !== null ? formatLines(entry).join(', ') : String(entry);
}

function formatLines(object: object): string[] {
  return Object.entries(object)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}: ${value}`);
}
