import { slugify } from '../../shared/slug.js';
import { ContentRejected } from './article-content.js';
import type { ImageInput } from './editing.inputs.js';
import type { UserError } from './editing.type.js';
import { UserErrorCode } from './user-error-code.js';

/** Longest texts, in characters, and lists, in entries. */
export const LIMITS = {
  ...{ title: 300, standfirst: 1_000, slug: 200, name: 100, names: 50, alt: 1_000, caption: 2_000 },
  ...{ url: 2_000, description: 1_000, bio: 5_000 },
};

/** Collects everything that is wrong with an input, each with its field. */
export class InputErrors {
  readonly all: UserError[] = [];

  complain(field: string[], message: string, code = UserErrorCode.INVALID): void {
    this.all.push({ field, message, code });
  }

  limit(field: string[], text: string | null | undefined, most: number): void {
    if (text == null || text.length <= most) return;
    this.complain(field, `At most ${most} characters; this has ${text.length}.`, UserErrorCode.TOO_LONG);
  }

  slug(slug: string | null | undefined): void {
    this.limit(['slug'], slug, LIMITS.slug);
    if (slug == null || (slug !== '' && slugify(slug) === slug)) return;
    const suggestion = slugify(slug);
    this.complain(['slug'], `Small letters, digits and hyphens${suggestion && `, such as ${suggestion}`}.`);
  }

  image({ url, alt, caption, credit, width, height, focalX, focalY }: ImageInput): void {
    if (!/^https?:/.test(String(url)))
      this.complain(['image', 'url'], 'The address of a picture begins with http or https.');
    this.limit(['image', 'url'], String(url), LIMITS.url);
    this.limit(['image', 'alt'], alt, LIMITS.alt);
    this.limit(['image', 'caption'], caption, LIMITS.caption);
    this.limit(['image', 'credit'], credit, LIMITS.caption);
    for (const [name, size] of Object.entries({ width, height })) {
      if (size != null && size < 1) this.complain(['image', name], 'A size in pixels, 1 or more.');
    }
    for (const [name, share] of Object.entries({ focalX, focalY })) {
      if (share != null && !(share >= 0 && share <= 1)) this.complain(['image', name], 'From 0 to 1.');
    }
    if ((focalX == null) !== (focalY == null))
      this.complain(['image', 'focalX'], 'Give both focalX and focalY, or neither.');
  }

  /** Throws ContentRejected when there are any. */
  refuse(): void {
    const [first, ...others] = this.all;
    if (first) throw new ContentRejected([first, ...others]);
  }
}
