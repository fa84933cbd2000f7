import { cacheTags, type ListOwner } from '../../../cache/cache-tags.js';
import type { Field, ReferenceTarget } from '../../../fields/field.js';
import { parseGlobalId } from '../../../shared/references/global-id.js';
import type { ArticleModel } from '../../own-fields/own-fields.service.js';
import type { ConditionTags, FilterTags, ReferencedKind, StoredArticle } from './condition.js';
import { excludesDescendants, type ReferenceFilter, type SectionsFilter } from './filter.inputs.js';
import type { OwnConditions } from './own-condition.sql.js';

/** Tags of conditions that need an API key, with which no response is cached. */
export const UNCACHED: ConditionTags<unknown> = { get: () => ({}) };

/** Invalidates lists with a condition when a value that it depends on changes in any published article. */
export function trackField(
  name: string,
  getValue: (article: StoredArticle) => unknown,
): ConditionTags<unknown> {
  return {
    get: () => ({ changes: [cacheTags.filteredByField(name)] }),
    getStored: (article) => ({ [name]: getValue(article) }),
  };
}

/** Returns the tags of own fields. The fields of a kind count only for its articles. */
export function getOwnFieldTags(conditions: OwnConditions, model: ArticleModel): Partial<FilterTags> {
  const changes = Object.entries(conditions).flatMap(([name, condition]) => {
    const kind = model.findKind(name);
    const fields = kind ? kind.fields : { [name]: model.findField(name) };
    const own = kind ? Object.entries(Object(condition)) : [[name, condition] as const];
    const references = own.flatMap(([inner, each]) => getTargetTags(fields[inner], each as ReferenceFilter));
    return [
      cacheTags.filteredByField(name),
      ...(kind ? [cacheTags.filteredByField('kind')] : []),
      ...references,
    ];
  });
  return { changes: [...new Set(changes)] };
}

/** Returns the tags of the content that the values of an own field refer to, or of their slugs. */
function getTargetTags(field: Field | undefined, condition: ReferenceFilter | null): string[] {
  const reference = field?.type === 'list' ? field.of : field;
  if (reference?.type !== 'reference' || !condition) return [];
  const { any, all, none } = condition;
  return [any, all, none].flatMap((values) => values ?? []).map((value) => getTargetTag(reference.to, value));
}

function getTargetTag(target: ReferenceTarget, value: string): string {
  const id = parseGlobalId(value)?.id;
  if (id !== undefined) return cacheTags[target](id);
  return target === 'article' ? cacheTags.slug(value) : cacheTags.filteredBy(target, value);
}

/** An article that moves to a descendant stays in the section, but no longer exactly. */
export function getSectionTags(filter: SectionsFilter): Partial<FilterTags> {
  const { any, none } = filter;
  if (!any && !none) return {};
  const getTags = (values: string[]) => values.map((value) => getValueTag('section', value));
  return {
    changes: [
      ...getTags([...(any ?? []), ...(none ?? [])]),
      cacheTags.sections,
      ...(excludesDescendants(filter) ? [cacheTags.filteredByField('section')] : []),
    ],
    members: any ? getTags(any) : null,
  };
}

export function getReferenceTags(
  kind: ReferencedKind,
  { any, all, none }: ReferenceFilter,
): Partial<FilterTags> {
  const getTags = (values: string[]) => values.map((value) => getValueTag(kind, value));
  const required = all && all.length > 0 ? getTags(all.slice(0, 1)) : null;
  return {
    changes: [any, all, none].flatMap((values) => getTags(values ?? [])),
    members: required ?? (any ? getTags(any) : null),
  };
}

/** Returns the tags of articles. The ID of another type is refused when the list is read. */
export function getIdTags(globalIds: string[]): string[] {
  return globalIds.map((globalId) => cacheTags.article(parseGlobalId(globalId)?.id ?? 0));
}

/** Returns the tag of a slug, or of the list of the content with an ID, since the slug may change. */
function getValueTag(kind: ListOwner, value: string): string {
  const id = parseGlobalId(value)?.id;
  return id === undefined ? cacheTags.filteredBy(kind, value) : cacheTags.articles(`${kind}:${id}`);
}
