import type { RichTextSource } from '../content/rich-text.js';
import { UserFacingError } from '../shared/errors/user-facing-error.js';
import type { UserError } from './mutation.type.js';
import { UserErrorCode } from './user-error-code.js';

/** All that an editor says of an article: one revision, as it came. */
export interface ArticleContent {
  slug: string;
  title: string;
  standfirst: string | null;
  body: RichTextSource;
  /** An address to keep; null: made from section and slug. */
  path: string | null;
  /** Names or slugs from the root of the section tree down; [] for none. Missing ones are created. */
  section: string[];
  /** Names or slugs. Missing ones are created. */
  tags: string[];
  /** Names or slugs, in the order of the byline. Missing ones are created. */
  authors: string[];
  image: ImageContent | null;
  seoTitle: string | null;
  seoDescription: string | null;
  series: { name: string; part: number | null } | null;
  corrections: { text: string; at: Date }[];
  /** The date that readers are to see; null: the time of the first publication. */
  publishedAt: Date | null;
  updatedAt: Date | null;
  /** Old addresses that lead here. */
  aliases: string[];
}

export interface ImageContent {
  url: string;
  alt: string;
  caption: string | null;
  credit: string | null;
  width: number | null;
  height: number | null;
  focalX: number | null;
  focalY: number | null;
}

/** What an article has that says nothing yet. */
export const EMPTY_CONTENT: Omit<ArticleContent, 'slug' | 'title'> = {
  standfirst: null,
  body: { format: 'markdown', text: '' },
  path: null,
  section: [],
  tags: [],
  authors: [],
  image: null,
  seoTitle: null,
  seoDescription: null,
  series: null,
  corrections: [],
  publishedAt: null,
  updatedAt: null,
  aliases: [],
};

/** The write cannot be done as it is; the errors tell its editor why, and nothing was changed. */
export class UserErrorException extends UserFacingError {
  override name = 'UserErrorException';

  constructor(readonly userErrors: [UserError, ...UserError[]]) {
    super(userErrors.map(({ message }) => message).join(' '));
  }
}

/** For one thing wrong; `field` is the way to it in the mutation's input. */
export function createUserErrorException(
  message: string,
  code = UserErrorCode.INVALID,
  field: string[] | null = null,
) {
  return new UserErrorException([{ message, code, field }]);
}

/** Content as a revision has it: JSON, whose dates are texts. */
export function parseRevisionContent(json: unknown): ArticleContent {
  const content = json as ArticleContent;
  const toDate = (text: Date | null) => text && new Date(text);
  return {
    ...EMPTY_CONTENT,
    ...content,
    corrections: content.corrections.map(({ text, at }) => ({ text, at: new Date(at) })),
    publishedAt: toDate(content.publishedAt),
    updatedAt: toDate(content.updatedAt),
  };
}
