import type { Field, FieldSet, ListField } from '../../fields/field.js';
import {
  type ImageValue,
  type OwnValue,
  type OwnValues,
  REFERENCE_TYPES,
  type ReferenceType,
  type RichTextValue,
} from '../../fields/own-value.js';
import type { ImageFields, InputErrorCollector } from '../../mutations/input-errors.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { parseReference, type Reference } from '../../shared/references/reference.js';
import { isStorableTime } from '../../shared/time.js';
import type { BlockInput } from '../editing/block.inputs.js';
import { toImageContent } from '../editing/image-input.js';
import { checkFormats, type GivenRichText } from '../editing/rich-text-input.js';

/** Input of own fields as GraphQL has coerced it, by name. */
export type OwnFieldsInput = Record<string, unknown> | null | undefined;

/** A reference in an input, and its place there. */
export interface GivenReference {
  field: string[];
  type: ReferenceType;
  reference: Reference;
  /** Value that gets the ID. */
  value: { $type: ReferenceType; id: number };
}

/** A picture that an input names by its file, and its place there. */
export interface GivenImage {
  field: string[];
  image: ImageFields;
  /** Value that gets the URL and text alternative of the file. */
  value: ImageValue;
}

/** A rich text of an input, and its place there. */
export interface GivenText {
  field: string[];
  /** Value that gets the HTML of blocks. */
  value: RichTextValue;
  blocks?: BlockInput[];
}

/**
 * Parses inputs of own fields, collects their errors, and the references, files and rich texts that remain to be
 * checked.
 */
export class OwnInputParser {
  readonly references: GivenReference[] = [];
  readonly images: GivenImage[] = [];
  readonly texts: GivenText[] = [];

  constructor(private readonly errors: InputErrorCollector) {}

  /**
   * Returns the current values with those of an input applied: omitted fields stay, null clears. Values of
   * other fields than those of the set stay too.
   */
  apply(fields: FieldSet, current: OwnValues, input: OwnFieldsInput, path: string[]): OwnValues {
    const values: OwnValues = { ...current };
    for (const [name, field] of Object.entries(fields)) {
      const given = input === null ? null : input?.[name];
      if (given !== undefined) {
        const value = this.parse(field, given, [...path, name]);
        if (value === null) delete values[name];
        else values[name] = value;
      }
      const isMissing = values[name] === undefined;
      const own = [...path, name];
      const hasError = this.errors.errors.some(({ field }) =>
        own.every((element, i) => field?.[i] === element),
      );
      if (field.isRequired && isMissing && !hasError)
        this.errors.add(own, `Give a value: ${field.description}`);
    }
    return values;
  }

  /** Returns null for an empty value, and for an invalid one after collecting its error. */
  private parse(field: Field, value: unknown, path: string[]): OwnValue | null {
    if (value === null || value === undefined) return null;
    switch (field.type) {
      case 'text': {
        const text = String(value).trim();
        this.errors.checkLength(path, text, field.maxLength);
        return text === '' ? null : text;
      }
      case 'number': {
        const number = Number(value);
        this.errors.checkRange(path, number, field);
        return number;
      }
      case 'boolean':
      case 'select':
        return value as boolean | string;
      case 'date':
        return this.parseDate(value as Date, field.isDay, path);
      case 'url':
        return this.parseUrl(String(value), path);
      case 'richText':
        return this.parseRichText(value as GivenRichText, path);
      case 'image':
        return this.parseImage(value as ImageFields, path);
      case 'reference':
        return this.parseReference(String(value), REFERENCE_TYPES[field.to], path);
      case 'list':
        return this.parseList(field, value as unknown[], path);
      case 'group': {
        const values = this.apply(field.fields, {}, value as OwnFieldsInput, path);
        return Object.keys(values).length === 0 ? null : values;
      }
    }
  }

  private parseDate(time: Date, isDay: boolean, path: string[]): string | null {
    if (!isStorableTime(time)) {
      this.errors.add(path, 'The year must be between 1 and 9999.');
      return null;
    }
    return isDay ? time.toISOString().slice(0, 10) : time.toISOString();
  }

  private parseUrl(url: string, path: string[]): string {
    this.errors.checkUrl(path, url);
    return url;
  }

  private parseRichText(input: GivenRichText, path: string[]): RichTextValue | null {
    const { html, markdown, blocks } = input;
    checkFormats(this.errors, input, path);
    if (blocks?.length) {
      const value: RichTextValue = { $type: 'richText', format: 'html', text: '' };
      this.texts.push({ field: path, value, blocks });
      return value;
    }
    const text = html ?? markdown ?? '';
    if (text.trim() === '') return null;
    const value: RichTextValue = { $type: 'richText', format: html == null ? 'markdown' : 'html', text };
    this.texts.push({ field: path, value });
    return value;
  }

  private parseImage(image: ImageFields, path: string[]): ImageValue {
    this.errors.checkImage(image, path);
    const value: ImageValue = { $type: 'image', ...toImageContent(image, null) };
    if (image.file != null) this.images.push({ field: path, image, value });
    return value;
  }

  private parseReference(text: string, type: ReferenceType, path: string[]): OwnValue | null {
    const reference = parseReference(type, text);
    if (!reference) {
      this.errors.add(path, `The ${type.toLowerCase()} was not found.`, UserErrorCode.NOT_FOUND);
      return null;
    }
    const value = { $type: type, id: 'id' in reference ? reference.id : 0 };
    this.references.push({ field: path, type, reference, value });
    return value;
  }

  private parseList({ of, maxItems }: ListField, entries: unknown[], path: string[]): OwnValue[] | null {
    if (entries.length > maxItems)
      this.errors.add(
        path,
        `There must be at most ${maxItems} entries, not ${entries.length}.`,
        UserErrorCode.TOO_LONG,
      );
    const values = entries
      .slice(0, maxItems)
      .map((entry, i) => this.parse(of, entry, [...path, String(i)]))
      .filter((entry) => entry !== null);
    return values.length === 0 ? null : values;
  }
}
