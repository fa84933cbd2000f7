/** Options of every field. */
export interface FieldOptions {
  /** Description in the GraphQL schema: the meaning of the value, and its form. */
  description: string;
  /**
   * Deprecates the field in the GraphQL schema: names the replacement, and ends in the date from which it may
   * be removed, such as "Removed after 2027-06-01."
   */
  deprecationReason?: string;
  /** Refuses content without a value. */
  isRequired?: boolean;
  /** Leaves the value out of the content's GraphQL type, which shows it in another way. Inputs still have it. */
  isHidden?: boolean;
  /** False if another field of the inputs sets the value, as `robots` does. Defaults to true. */
  hasInput?: boolean;
  /**
   * Names in the front matter of Markdown files, the first of which is exported; `seo.title` is a name in the
   * group `seo`. Defaults to the field's name.
   */
  frontMatter?: string[];
  /** Keys of WordPress post meta, as ACF stores them. Defaults to the field's name and its snake_case form. */
  wordpress?: string[];
  /** Names of properties of a Ghost post. Defaults to none. */
  ghost?: string[];
  /**
   * Adds a condition to the filter of lists, and an index of an own field. For all types but groups, and lists of
   * booleans, images, rich text and groups.
   */
  isFilterable?: boolean;
  /**
   * Lets full-text search find articles by the words of the value. For text and public rich text of articles and kinds.
   */
  isSearchable?: boolean;
  /**
   * Adds two orders of lists, and an index of each. For number and date fields, and texts of at most 500 characters, of
   * articles and kinds.
   */
  isSortable?: boolean;
  /**
   * Who may read the value in an article that is not PUBLIC: everybody, or those who may read the whole article. For
   * own fields of articles and kinds. Defaults to `article` for rich text, and to `public` for other types.
   */
  access?: 'public' | 'article';
  /** The field's former name; its stored values become those of the field. */
  renamedFrom?: string;
}

/** A line or paragraph of plain text. */
export interface TextField extends FieldOptions {
  type: 'text';
  /** Maximum length in characters. */
  maxLength: number;
  /** True for a BCP 47 language tag; for built-in fields only. */
  isLanguageTag?: boolean;
  /** Converts a text to its stored form. Throws an error with the reason for one that is refused. Built-in fields only. */
  normalize?(text: string): string;
}

/** Formatted text, written as Markdown or HTML and sanitized. */
export interface RichTextField extends FieldOptions {
  type: 'richText';
}

export interface NumberField extends FieldOptions {
  type: 'number';
  isInteger: boolean;
  min?: number;
  max?: number;
}

export interface BooleanField extends FieldOptions {
  type: 'boolean';
}

/** A point in time; with `isDay`, a calendar day. */
export interface DateField extends FieldOptions {
  type: 'date';
  isDay: boolean;
}

/** One value of a fixed set; a GraphQL enum. */
export interface SelectField extends FieldOptions {
  type: 'select';
  /** Enum values in upper case with their descriptions. */
  options: Record<string, string>;
}

/** An absolute http or https URL. */
export interface UrlField extends FieldOptions {
  type: 'url';
}

export interface ImageField extends FieldOptions {
  type: 'image';
}

/** Content that a reference can point to. */
export type ReferenceTarget = 'article' | 'author' | 'tag' | 'section';

export interface ReferenceField extends FieldOptions {
  type: 'reference';
  to: ReferenceTarget;
}

/** A list of values of one type. */
export interface ListField extends FieldOptions {
  type: 'list';
  of: Exclude<Field, ListField>;
  /** Maximum number of values. */
  maxItems: number;
}

/** Several fields under one name; a GraphQL object type. */
export interface GroupField extends FieldOptions {
  type: 'group';
  fields: FieldSet;
}

export type Field =
  | TextField
  | RichTextField
  | NumberField
  | BooleanField
  | DateField
  | SelectField
  | UrlField
  | ImageField
  | ReferenceField
  | ListField
  | GroupField;

/** Maximum length of a text by which lists are sorted: a B-tree takes values of at most about 2,700 bytes. */
export const MAX_SORTED_LENGTH = 500;

/** Maximum length of a URL in characters. */
export const MAX_URL_LENGTH = 2_000;

/** A field that has a column for its value. */
export type ColumnField = TextField | NumberField | BooleanField | DateField | UrlField;

/** Fields by name. */
export type FieldSet = Record<string, Field>;

type Options<Kind extends Field, Optional extends keyof Kind = never> = Omit<Kind, 'type' | Optional> &
  Partial<Pick<Kind, Optional>>;

/** Defines plain text of at most `maxLength` characters, 1,000 by default. */
export function text<const Given extends Options<TextField, 'maxLength'>>(options: Given) {
  return { maxLength: 1_000, ...options, type: 'text' as const };
}

/** Defines formatted text. */
export function richText<const Given extends Options<RichTextField>>(options: Given) {
  return { ...options, type: 'richText' as const };
}

/** Defines a number; an integer if `isInteger` is true. */
export function number<const Given extends Options<NumberField, 'isInteger'>>(options: Given) {
  return { isInteger: false, ...options, type: 'number' as const };
}

/** Defines a value that is true or false. */
export function boolean<const Given extends Options<BooleanField>>(options: Given) {
  return { ...options, type: 'boolean' as const };
}

/** Defines a point in time, or a calendar day if `isDay` is true. */
export function date<const Given extends Options<DateField, 'isDay'>>(options: Given) {
  return { isDay: false, ...options, type: 'date' as const };
}

/** Defines one value of a fixed set. */
export function select<const Given extends Options<SelectField>>(options: Given) {
  return { ...options, type: 'select' as const };
}

/** Defines an absolute http or https URL. */
export function url<const Given extends Options<UrlField>>(options: Given) {
  return { ...options, type: 'url' as const };
}

/** Defines a picture with its texts. */
export function image<const Given extends Options<ImageField>>(options: Given) {
  return { ...options, type: 'image' as const };
}

/** Defines a reference to an article, author, tag or section. */
export function reference<const Given extends Options<ReferenceField>>(options: Given) {
  return { ...options, type: 'reference' as const };
}

/** Defines a list of at most `maxItems` values, 50 by default. */
export function list<const Given extends Options<ListField, 'maxItems'>>(options: Given) {
  return { maxItems: 50, ...options, type: 'list' as const };
}

/** Defines several fields under one name. */
export function group<const Given extends Options<GroupField>>(options: Given) {
  return { ...options, type: 'group' as const };
}

/** Returns true if the value of a field is read by those only who may read the whole article. */
export function isRestricted({ type, access }: Field): boolean {
  return (access ?? (type === 'richText' ? 'article' : 'public')) === 'article';
}

/** Returns the names of a field in front matter, the first of which is exported. */
export function getFrontMatterNames(name: string, { frontMatter }: FieldOptions): string[] {
  return frontMatter ?? [name];
}

/** Describes the limit of a field's values as a sentence; empty if there is none. */
export function describeLimit(field: ColumnField): string {
  if (field.type === 'text' && field.isLanguageTag) return 'A BCP 47 language tag, e.g. pt-BR.';
  if (field.type === 'text') return `At most ${field.maxLength.toLocaleString('en')} characters.`;
  if (field.type === 'url')
    return `http or https, at most ${MAX_URL_LENGTH.toLocaleString('en')} characters.`;
  if (field.type !== 'number') return '';
  const { min, max } = field;
  if (min !== undefined && max !== undefined) return `From ${min} to ${max}.`;
  if (min !== undefined) return `At least ${min}.`;
  return max === undefined ? '' : `At most ${max}.`;
}
