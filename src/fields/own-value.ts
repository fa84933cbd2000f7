/** Rich text as entered, from which its other forms are rendered. */
export interface RichTextValue {
  $type: 'richText';
  format: 'markdown' | 'html';
  text: string;
}

export interface ImageValue {
  $type: 'image';
  url: string;
  alt: string;
  caption: string | null;
  credit: string | null;
  license?: string | null;
  /** True if the text alternative of the file is shown; `alt` is that of the time of saving. */
  hasFileAlt?: boolean;
  width: number | null;
  height: number | null;
  focalX: number | null;
  focalY: number | null;
}

/** Graph types of the content that references point to. */
export const REFERENCE_TYPES = {
  article: 'Article',
  author: 'Author',
  tag: 'Tag',
  section: 'Section',
} as const;
export type ReferenceType = (typeof REFERENCE_TYPES)[keyof typeof REFERENCE_TYPES];

export interface ReferenceValue {
  $type: ReferenceType;
  id: number;
}

/**
 * Value of an own field as entered. Numbers, booleans and texts are themselves; dates are ISO 8601 in UTC,
 * calendar days `YYYY-MM-DD`.
 */
export type OwnValue =
  | string
  | number
  | boolean
  | RichTextValue
  | ImageValue
  | ReferenceValue
  | OwnValue[]
  | OwnValues;

/** Values by field name. Those of a kind are below its facet. */
export interface OwnValues {
  [name: string]: OwnValue;
}

/** Returns true for rich text as entered, and false for its stored forms. */
export function isRichText(value: unknown): value is RichTextValue {
  return getType(value) === 'richText' && 'format' in (value as object);
}

/** Returns true for a picture as entered, and false for its stored ID. */
export function isImage(value: unknown): value is ImageValue {
  return getType(value) === 'image' && 'url' in (value as object);
}

export function isReference(value: unknown): value is ReferenceValue {
  return Object.values<unknown>(REFERENCE_TYPES).includes(getType(value));
}

/** Returns true for the values of a group or kind. */
export function isOwnValues(value: unknown): value is OwnValues {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('$type' in value);
}

function getType(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as { $type?: unknown }).$type : undefined;
}
