import { type ColumnField, MAX_URL_LENGTH } from '../fields/field.js';
import type { ColumnFieldSet } from '../fields/field-values.js';
import { canonicalizeLanguageTag } from '../shared/text/language-tag.js';
import { slugify } from '../shared/text/slug.js';
import { isStorableTime } from '../shared/time.js';
import type { FocalPointFields } from './focal-point.js';
import type { UserError } from './mutation.type.js';
import { UserErrorCode } from './user-error-code.js';
import { UserErrorException } from './user-error-exception.js';

/** Maximum lengths of slugs and of the texts of pictures, in characters. */
export const LIMITS = { slug: 200, alt: 1_000, caption: 2_000 };

/** Image fields of an input. */
export interface ImageFields extends FocalPointFields {
  file?: string | null;
  url?: URL | string | null;
  alt?: string | null;
  caption?: string | null;
  credit?: string | null;
  license?: string | null;
  width?: number | null;
  height?: number | null;
}

/** Collects every error of an input, each with its field. */
export class InputErrorCollector {
  readonly errors: UserError[] = [];

  add(field: string[], message: string, code = UserErrorCode.INVALID): void {
    this.errors.push({ field, message, code });
  }

  checkLength(field: string[], text: string | null | undefined, maxLength: number): void {
    if (text == null || text.length <= maxLength) return;
    this.add(
      field,
      `The text must have at most ${maxLength} characters, but has ${text.length}.`,
      UserErrorCode.TOO_LONG,
    );
  }

  /** Checks the values of an input against the definitions of its fields; omitted fields are valid. */
  checkFields(fields: ColumnFieldSet, input: object): void {
    const values = input as Record<string, unknown>;
    for (const [name, field] of Object.entries(fields)) {
      const value = values[name];
      if (value === undefined) continue;
      const isEmpty = value === null || (typeof value === 'string' && value.trim() === '');
      if (!isEmpty) this.checkValue(name, field, value);
      else if (field.isRequired) this.add([name], `The ${name} must not be empty.`);
    }
  }

  private checkValue(name: string, field: ColumnField, value: unknown): void {
    if (field.type === 'text') this.checkLength([name], String(value), field.maxLength);
    if (field.type === 'text' && field.isLanguageTag && String(value).length <= field.maxLength)
      this.checkLanguageTag([name], String(value).trim());
    if (field.type === 'text' && field.normalize)
      this.checkNormalForm([name], String(value), field.normalize);
    if (field.type === 'url') this.checkUrl([name], String(value));
    if (field.type === 'date' && !isStorableTime(value as Date))
      this.add([name], 'The year must be between 1 and 9999.');
    if (field.type === 'number') this.checkRange([name], value as number, field);
  }

  private checkLanguageTag(field: string[], tag: string): void {
    const canonical = canonicalizeLanguageTag(tag);
    if (canonical === null) this.add(field, `"${tag}" is not a BCP 47 language tag, such as en or pt-BR.`);
    else if (canonical !== tag) this.add(field, `The canonical form of the language tag is ${canonical}.`);
  }

  private checkNormalForm(field: string[], text: string, normalize: (text: string) => string): void {
    try {
      const normal = normalize(text);
      if (normal !== text) this.add(field, `The stored form is "${normal}".`);
    } catch (error) {
      this.add(field, (error as Error).message);
    }
  }

  checkRange(
    field: string[],
    number: number,
    { min = -Infinity, max = Infinity }: { min?: number | undefined; max?: number | undefined },
  ): void {
    if (!(number >= min)) this.add(field, `The value must be at least ${min}, not ${number}.`);
    else if (!(number <= max)) this.add(field, `The value must be at most ${max}, not ${number}.`);
  }

  checkUrl(field: string[], url: string): void {
    if (!/^https?:/.test(url)) this.add(field, 'The URL must begin with http or https.');
    this.checkLength(field, url, MAX_URL_LENGTH);
  }

  checkSlug(slug: string | null | undefined): void {
    this.checkLength(['slug'], slug, LIMITS.slug);
    this.checkSlugAt(['slug'], slug);
  }

  /** Checks the form of a slug at a path of the input. */
  checkSlugAt(field: string[], slug: string | null | undefined): void {
    if (slug == null || (slug !== '' && slugify(slug) === slug)) return;
    const suggestion = slugify(slug);
    this.add(
      field,
      `The slug must consist of lower-case letters, digits and hyphens${suggestion && `, e.g. ${suggestion}`}.`,
    );
  }

  checkImage(image: ImageFields, path = ['image']): void {
    const { file, url, alt, caption, credit, license, width, height } = image;
    if (file != null && url != null) this.add([...path, 'url'], 'Give file or url, not both.');
    else if (file == null && url == null)
      this.add([...path, 'file'], 'Give file, the ID of a file of the media library, or url.');
    // A hook gets stored pictures, which may have a path of the site. The scalar URL accepts none.
    if (url != null && !/^\/(?!\/)/.test(String(url))) this.checkUrl([...path, 'url'], String(url));
    if (url != null && alt == null)
      this.add([...path, 'alt'], 'Give alt with url; it is empty for a decoration.');
    this.checkLength([...path, 'alt'], alt, LIMITS.alt);
    for (const [name, text] of Object.entries({ caption, credit, license }))
      this.checkLength([...path, name], text, LIMITS.caption);
    for (const [name, size] of Object.entries({ width, height })) {
      if (size != null && size < 1) this.add([...path, name], 'The size must be at least 1 pixel.');
    }
    this.checkFocalPoint(image, path);
  }

  checkFocalPoint({ focalPoint, focalX, focalY }: FocalPointFields, path: string[] = []): void {
    const shares = { focalX, focalY, ...(focalPoint && { x: focalPoint.x, y: focalPoint.y }) };
    for (const [name, share] of Object.entries(shares)) {
      const field = name.length === 1 ? [...path, 'focalPoint', name] : [...path, name];
      if (share != null && !(share >= 0 && share <= 1)) this.add(field, 'The value must be between 0 and 1.');
    }
    if (focalPoint != null && (focalX != null || focalY != null))
      this.add([...path, 'focalPoint'], 'Give focalPoint without focalX and focalY, which it replaces.');
    else if ((focalX == null) !== (focalY == null))
      this.add([...path, 'focalX'], 'Give both focalX and focalY, or neither.');
  }

  /** Throws UserErrorException if there are errors. */
  throwIfAny(): void {
    const [first, ...others] = this.errors;
    if (first) throw new UserErrorException([first, ...others]);
  }
}
