import type { ImageValue, ReferenceType, RichTextValue } from './own-value.js';

/** A reference to content that may not be saved yet: by slug or name, or by its ID in the same source. */
export type ImportedReference = { $type: ReferenceType } & ({ slug: string } | { sourceId: string });

/** Value of an own field as an importer read it. */
export type ImportedValue =
  | string
  | number
  | boolean
  | RichTextValue
  | ImageValue
  | ImportedReference
  | ImportedValue[]
  | ImportedValues;

export interface ImportedValues {
  [name: string]: ImportedValue;
}
