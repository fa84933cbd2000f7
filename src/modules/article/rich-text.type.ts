import { Field, Int, ObjectType } from 'type-graphql';
import type { RenderedRichText } from '../../content/rich-text.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { TEXT_FIELD } from './block.type.js';

@ObjectType({
  description: 'An article body in several formats, all generated from the same sanitized tree.',
})
export class RichText {
  /** Identifies the text in the whole graph, e.g. article:12. */
  key!: string;
  /** Site-relative path of the page that shows the text; the front page for own fields. */
  path!: string;
  /** The article of the body, if it is no own field. */
  articleId?: number;
  /** True for the part of the body that everybody may read. */
  isPreview?: boolean;
  /** The rendered forms of an own field. */
  forms?: RichTextForms;
  /** Loads a form of the entry of a live blog. */
  load?<Form extends keyof RichTextForms>(form: Form): MaybePromise<RichTextForms[Form]>;
}

/** The rendered forms of a text. */
export type RichTextForms = Omit<RenderedRichText, 'wordCount'>;

@ObjectType({ description: 'A heading of a body, for a table of contents.' })
export class Heading {
  @Field(() => Int, { description: 'The heading level, from 1 to 6.' })
  level!: number;

  @Field(() => String, TEXT_FIELD)
  text!: string;

  @Field(() => String, {
    description: 'The `id` attribute of the heading in the HTML, unique within the body.',
  })
  anchor!: string;
}
