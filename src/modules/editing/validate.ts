import type { RichTextSource } from '../../shared/content/rich-text.js';
import { slugify } from '../../shared/slug.js';
import type { ArticleContent, ImageContent } from './article-content.js';
import type { CreateArticleInput, ImageInput, UpdateArticleInput } from './editing.inputs.js';
import type { UserError } from './editing.type.js';
import { InputErrors, LIMITS } from './input-errors.js';
import { UserErrorCode } from './user-error-code.js';

type Input = CreateArticleInput | UpdateArticleInput;

/** Everything that is wrong with an input, each with its field; empty when nothing is. */
export function findInputErrors(input: Input): UserError[] {
  const errors = new InputErrors();
  if (input.title !== undefined && !input.title?.trim())
    errors.complain(['title'], 'An article needs a title.');
  errors.limit(['title'], input.title, LIMITS.title);
  errors.limit(['standfirst'], input.standfirst, LIMITS.standfirst);
  errors.slug(input.slug);
  if (input.bodyHtml != null && input.bodyMarkdown != null) {
    errors.complain(['bodyMarkdown'], 'Give bodyHtml or bodyMarkdown, not both.');
  }
  for (const list of ['tags', 'authors'] as const) {
    const names = input[list] ?? [];
    if (names.length > LIMITS.names)
      errors.complain([list], `At most ${LIMITS.names}.`, UserErrorCode.TOO_LONG);
    for (const [i, name] of names.entries()) {
      errors.limit([list, String(i)], name, LIMITS.name);
      if (!slugify(name)) errors.complain([list, String(i)], 'A name needs a letter or a digit.');
    }
  }
  if (input.image) errors.image(input.image);
  return errors.all;
}

/** The content with the fields that an input gives in place of its own; `way` is the input's section from the root. */
export function withInput(content: ArticleContent, input: Input, way: string[] | undefined): ArticleContent {
  return {
    ...content,
    slug: input.slug ?? content.slug,
    title: input.title?.trim() ?? content.title,
    standfirst: input.standfirst === undefined ? content.standfirst : input.standfirst?.trim() || null,
    body: bodyIn(input) ?? content.body,
    section: way ?? content.section,
    tags: input.tags === undefined ? content.tags : (input.tags ?? []),
    authors: input.authors === undefined ? content.authors : (input.authors ?? []),
    image: input.image === undefined ? content.image : input.image && imageContent(input.image),
    updatedAt: null,
  };
}

/** The body that an input gives; undefined when it says nothing of one. */
export function bodyIn({ bodyHtml, bodyMarkdown }: Input): RichTextSource | undefined {
  if (bodyHtml != null) return { format: 'html', text: bodyHtml };
  if (bodyMarkdown != null) return { format: 'markdown', text: bodyMarkdown };
  if (bodyHtml === null || bodyMarkdown === null) return { format: 'markdown', text: '' };
  return undefined;
}

export function imageContent({
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
