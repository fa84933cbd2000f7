import type { RenderedRichText } from '../../content/rich-text.js';
import type { ReferenceValue } from '../../fields/own-value.js';

/** Rich text in all of its forms. */
export type StoredRichText = {
  $type: 'richText';
  /** Identifies the text in the whole graph. Set when it is loaded, not stored. */
  key?: string;
} & Omit<RenderedRichText, 'wordCount'>;

/** Value of an own field as its column holds it: rich text rendered, images by ID. */
export type StoredValue =
  | string
  | number
  | boolean
  | StoredRichText
  | { $type: 'image'; id: number }
  | ReferenceValue
  | StoredValue[]
  | StoredValues;

export interface StoredValues {
  [name: string]: StoredValue;
}
