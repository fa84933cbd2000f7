import { slugify } from '../../shared/slug.js';
import type { ArticleContent, ImageContent } from './article-content.js';
import type { CreateArticleInput, ImageInput, UpdateArticleInput } from './editing.inputs.js';
import type { UserError } from './editing.type.js';
import { UserErrorCode } from './user-error-code.js';

/** Longest texts, in characters, and lists, in entries. */
const LIMITS = { title: 300, standfirst: 1_000, slug: 200, name: 100, names: 50, alt: 1_000, caption: 2_000 };

type Input = CreateArticleInput | UpdateArticleInput;

/** Everything that is wrong with an input, each with its field; empty when nothing is. */
export function findInputErrors(input: Input): UserError[] {
  const errors: UserError[] = [];
  const complain = (field: string[], message: string, code = UserErrorCode.INVALID) =>
    errors.push({ field, message, code });
  const limit = (field: string[], text: string | null | undefined, most: number) => {
    if (text != null && text.length > most) {
      complain(field, `At most ${most} characters; this has ${text.length}.`, UserErrorCode.TOO_LONG);
    }
  };

  if (input.title !== undefined && !input.title?.trim()) complain(['title'], 'An article needs a title.');
  limit(['title'], input.title, LIMITS.title);
  limit(['standfirst'], input.standfirst, LIMITS.standfirst);
  limit(['slug'], input.slug, LIMITS.slug);
  if (input.slug != null && (input.slug === '' || slugify(input.slug) !== input.slug)) {
    const suggestion = slugify(input.slug);
    complain(['slug'], `Small letters, digits and hyphens${suggestion && `, such as ${suggestion}`}.`);
  }
  if (input.bodyHtml != null && input.bodyMarkdown != null) {
    complain(['bodyMarkdown'], 'Give bodyHtml or bodyMarkdown, not both.');
  }
  for (const list of ['tags', 'authors'] as const) {
    const names = input[list] ?? [];
    if (names.length > LIMITS.names) complain([list], `At most ${LIMITS.names}.`, UserErrorCode.TOO_LONG);
    for (const [i, name] of names.entries()) {
      limit([list, String(i)], name, LIMITS.name);
      if (!slugify(name)) complain([list, String(i)], 'A name needs a letter or a digit.');
    }
  }
  if (input.image) findImageErrors(input.image, complain, limit);
  return errors;
}

function findImageErrors(
  { url, alt, caption, credit, width, height, focalX, focalY }: ImageInput,
  complain: (field: string[], message: string) => void,
  limit: (field: string[], text: string | null | undefined, most: number) => void,
): void {
  if (!/^https?:/.test(String(url)))
    complain(['image', 'url'], 'The address of a picture begins with http or https.');
  limit(['image', 'alt'], alt, LIMITS.alt);
  limit(['image', 'caption'], caption, LIMITS.caption);
  limit(['image', 'credit'], credit, LIMITS.caption);
  for (const [name, size] of Object.entries({ width, height })) {
    if (size != null && size < 1) complain(['image', name], 'A size in pixels, 1 or more.');
  }
  for (const [name, share] of Object.entries({ focalX, focalY })) {
    if (share != null && !(share >= 0 && share <= 1)) complain(['image', name], 'From 0 to 1.');
  }
  if ((focalX == null) !== (focalY == null))
    complain(['image', 'focalX'], 'Give both focalX and focalY, or neither.');
}

/** The content with the fields that an input gives in place of its own; `way` is the input's section from the root. */
export function withInput(content: ArticleContent, input: Input, way: string[] | undefined): ArticleContent {
  const { bodyHtml, bodyMarkdown } = input;
  const body =
    bodyHtml != null
      ? ({ format: 'html', text: bodyHtml } as const)
      : bodyMarkdown != null
        ? ({ format: 'markdown', text: bodyMarkdown } as const)
        : bodyHtml === null || bodyMarkdown === null
          ? ({ format: 'markdown', text: '' } as const)
          : content.body;
  return {
    ...content,
    slug: input.slug ?? content.slug,
    title: input.title?.trim() ?? content.title,
    standfirst: input.standfirst === undefined ? content.standfirst : input.standfirst?.trim() || null,
    body,
    section: way ?? content.section,
    tags: input.tags === undefined ? content.tags : (input.tags ?? []),
    authors: input.authors === undefined ? content.authors : (input.authors ?? []),
    image: input.image === undefined ? content.image : input.image && imageContent(input.image),
    updatedAt: null,
  };
}

function imageContent({
  url,
  alt,
  caption,
  credit,
  width,
  height,
  focalX,
  focalY,
}: ImageInput): ImageContent {
  return {
    url: String(url),
    alt,
    caption: caption ?? null,
    credit: credit ?? null,
    width: width ?? null,
    height: height ?? null,
    focalX: focalX ?? null,
    focalY: focalY ?? null,
  };
}
