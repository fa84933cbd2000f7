import { ArticleKind } from '../shared/article/article-kind.js';
import type { Field, FieldSet } from './field.js';

/** Types of content that can have own fields. */
export const OWNERS = ['article', 'section', 'tag', 'author', 'series'] as const;
export type Owner = (typeof OWNERS)[number];

/** A site's own kind of article, with its names in the graph. */
export interface OwnKind {
  /** Object type: `Review`. */
  name: string;
  /** Value of the enum ArticleKind, and of the stored column: `REVIEW`. */
  value: string;
  /** Field of Article, and key of the stored values: `review`. */
  facet: string;
  description: string;
  fields: FieldSet;
}

/** Own fields and kinds of a site, checked. */
export interface ContentModel {
  fields: Record<Owner, FieldSet>;
  kinds: OwnKind[];
}

/** The model of a site without a configuration file. */
export const EMPTY_MODEL: ContentModel = {
  fields: { article: {}, section: {}, tag: {}, author: {}, series: {} },
  kinds: [],
};

/** Kind of every article that is given none. */
export const DEFAULT_KIND = ArticleKind.ARTICLE;

/** Kind that lists leave out unless a filter names it. */
export const UNLISTED_KIND = ArticleKind.PAGE;

/** Values of the kinds that every site has. */
export const BUILT_IN_KINDS: readonly string[] = Object.values(ArticleKind);

/** A top-level own field with its place. */
export interface OwnField {
  /** An owner, or the facet of a kind. */
  scope: string;
  name: string;
  field: Field;
}

/** Lists the top-level fields of all owners and kinds. */
export function listOwnFields({ fields, kinds }: ContentModel): OwnField[] {
  const sets = [...Object.entries(fields), ...kinds.map(({ facet, fields }) => [facet, fields] as const)];
  return sets.flatMap(([scope, set]) => Object.entries(set).map(([name, field]) => ({ scope, name, field })));
}

/** An order of lists by an own field. */
export interface OwnOrder extends OwnField {
  /** Value of the enum ArticleOrder: `REVIEW_STARS_DESC`. */
  value: string;
  /** Kind that has the field; null if all articles have it. */
  kind: OwnKind | null;
  isDescending: boolean;
}

/** Lists the orders by own fields of articles and kinds, two for each. */
export function listOwnOrders(model: ContentModel): OwnOrder[] {
  return listOwnFields(model)
    .filter(({ field }) => field.isSortable)
    .flatMap((own) => {
      const kind = model.kinds.find(({ facet }) => facet === own.scope) ?? null;
      const name = toConstantCase(kind ? `${own.scope}${toPascalCase(own.name)}` : own.name);
      return [
        { ...own, kind, value: `${name}_ASC`, isDescending: false },
        { ...own, kind, value: `${name}_DESC`, isDescending: true },
      ];
    });
}

/** Finds an own kind by its value of ArticleKind. */
export function findKind({ kinds }: ContentModel, value: string): OwnKind | null {
  return kinds.find((kind) => kind.value === value) ?? null;
}

/**
 * Finds a kind, built in or the site's own, by its name in any spelling: `LiveBlog`, `LIVE_BLOG`, `live-blog`.
 * Returns its value of ArticleKind.
 */
export function findKindValue({ kinds }: ContentModel, name: string): string | null {
  const wanted = normalize(name);
  const values = [...BUILT_IN_KINDS, ...kinds.map(({ value }) => value)];
  return values.find((value) => normalize(value) === wanted) ?? null;
}

/** Returns the name of a kind by its value: `LiveBlog` of `LIVE_BLOG`. */
export function getKindName(value: string): string {
  return toPascalCase(toFacetName(value));
}

function normalize(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}

/** Returns the facet of a kind by its value: `travelGuide` of `TRAVEL_GUIDE`. */
export function toFacetName(value: string): string {
  return value.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Converts `TravelGuide` or `travelGuide` to `TRAVEL_GUIDE`. */
export function toConstantCase(name: string): string {
  return toWords(name).join('_').toUpperCase();
}

/** Converts `travelGuide` to `travel_guide`. */
export function toSnakeCase(name: string): string {
  return toWords(name).join('_').toLowerCase();
}

/** Converts `travelGuide` to `TravelGuide`. */
export function toPascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Converts `TravelGuide` to `travelGuide`. */
export function toCamelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function toWords(name: string): string[] {
  return name.split(/(?<=[a-z0-9])(?=[A-Z])/);
}
