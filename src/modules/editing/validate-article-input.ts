import type { RichTextSource } from '../../content/rich-text.js';
import type { ArticleContent, ImageContent } from '../../mutations/article-content.js';
import { InputErrorCollector, LIMITS } from '../../mutations/input-errors.js';
import type { UserError } from '../../mutations/mutation.type.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { slugify } from '../../shared/text/slug.js';
import type { CreateArticleInput, ImageInput, UpdateArticleInput } from './editing.inputs.js';

type Input = CreateArticleInput | UpdateArticleInput;

/** Returns every error of an input, each with its field; empty if the input is valid. */
export function validateArticleInput(input: Input): UserError[] {
  const errors = new InputErrorCollector();
  if (input.title !== undefined && !input.title?.trim())
    errors.add(['title'], 'The title must not be empty.');
  errors.checkLength(['title'], input.title, LIMITS.title);
  errors.checkLength(['standfirst'], input.standfirst, LIMITS.standfirst);
  errors.checkSlug(input.slug);
  if (input.bodyHtml != null && input.bodyMarkdown != null) {
    errors.add(['bodyMarkdown'], 'Give bodyHtml or bodyMarkdown, not both.');
  }
  for (const list of ['tags', 'authors'] as const) {
    const names = input[list] ?? [];
    if (names.length > LIMITS.names)
      errors.add([list], `There must be at most ${LIMITS.names} entries.`, UserErrorCode.TOO_LONG);
    for (const [i, name] of names.entries()) {
      errors.checkLength([list, String(i)], name, LIMITS.name);
      if (!slugify(name)) errors.add([list, String(i)], 'A name must contain a letter or a digit.');
    }
  }
  if (input.image) errors.checkImage(input.image);
  return errors.errors;
}

/**
 * Returns the content with the fields of an input applied. `sectionPath` holds the slugs from the root to the
 * input's section.
 */
export function applyInput(
  content: ArticleContent,
  input: Input,
  sectionPath: string[] | undefined,
): ArticleContent {
  return {
    ...content,
    slug: input.slug ?? content.slug,
    title: input.title?.trim() ?? content.title,
    standfirst: input.standfirst === undefined ? content.standfirst : input.standfirst?.trim() || null,
    body: getBodySource(input) ?? content.body,
    section: sectionPath ?? content.section,
    tags: input.tags === undefined ? content.tags : (input.tags ?? []),
    authors: input.authors === undefined ? content.authors : (input.authors ?? []),
    image: input.image === undefined ? content.image : input.image && toImageContent(input.image),
    updatedAt: null,
  };
}

/** Returns the body of an input, or undefined if it has none. */
export function getBodySource({ bodyHtml, bodyMarkdown }: Input): RichTextSource | undefined {
  if (bodyHtml != null) return { format: 'html', text: bodyHtml };
  if (bodyMarkdown != null) return { format: 'markdown', text: bodyMarkdown };
  if (bodyHtml === null || bodyMarkdown === null) return { format: 'markdown', text: '' };
  return undefined;
}

export function toImageContent({
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
