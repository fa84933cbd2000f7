import { slugify } from '../shared/text/slug.js';
import { UserErrorException } from './article-content.js';
import type { UserError } from './mutation.type.js';
import { UserErrorCode } from './user-error-code.js';

/** Maximum lengths of texts, in characters, and of lists, in entries. */
export const LIMITS = {
  ...{ title: 300, standfirst: 1_000, slug: 200, name: 100, names: 50, alt: 1_000, caption: 2_000 },
  ...{ url: 2_000, description: 1_000, bio: 5_000 },
};

/** Image fields of an input. */
export interface ImageFields {
  url: URL | string;
  alt: string;
  caption?: string | null;
  credit?: string | null;
  width?: number | null;
  height?: number | null;
  focalX?: number | null;
  focalY?: number | null;
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

  checkSlug(slug: string | null | undefined): void {
    this.checkLength(['slug'], slug, LIMITS.slug);
    if (slug == null || (slug !== '' && slugify(slug) === slug)) return;
    const suggestion = slugify(slug);
    this.add(
      ['slug'],
      `The slug must consist of lower-case letters, digits and hyphens${suggestion && `, e.g. ${suggestion}`}.`,
    );
  }

  checkImage({ url, alt, caption, credit, width, height, focalX, focalY }: ImageFields): void {
    if (!/^https?:/.test(String(url)))
      this.add(['image', 'url'], 'The URL of a picture must begin with http or https.');
    this.checkLength(['image', 'url'], String(url), LIMITS.url);
    this.checkLength(['image', 'alt'], alt, LIMITS.alt);
    this.checkLength(['image', 'caption'], caption, LIMITS.caption);
    this.checkLength(['image', 'credit'], credit, LIMITS.caption);
    for (const [name, size] of Object.entries({ width, height })) {
      if (size != null && size < 1) this.add(['image', name], 'The size must be at least 1 pixel.');
    }
    for (const [name, share] of Object.entries({ focalX, focalY })) {
      if (share != null && !(share >= 0 && share <= 1))
        this.add(['image', name], 'The value must be between 0 and 1.');
    }
    if ((focalX == null) !== (focalY == null))
      this.add(['image', 'focalX'], 'Give both focalX and focalY, or neither.');
  }

  /** Throws UserErrorException if there are errors. */
  throwIfAny(): void {
    const [first, ...others] = this.errors;
    if (first) throw new UserErrorException([first, ...others]);
  }
}
