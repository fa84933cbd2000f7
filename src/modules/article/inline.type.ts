import { Extensions, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type * as content from '../../content/blocks/inline.js';
import { MARKS } from '../../content/blocks/inline.js';
import { HtmlScalar, UrlScalar } from '../../shared/scalars.js';
import { Image } from '../image/image.type.js';

/** Marks a field that is null for nearly all runs, for the cost of operations. */
const RareText = Extensions({ weight: 0.5 });

export const Mark = Object.fromEntries(MARKS.map((name) => [name, name])) as Record<
  content.Mark,
  content.Mark
>;
registerEnumType(Mark, {
  name: 'Mark',
  description: 'A format of a run of text.',
  valuesConfig: {
    STRONG: { description: 'Important: `strong` and `b` in the HTML.' },
    EMPHASIS: { description: 'Stressed: `em`, `i`, `cite`, `dfn` and `var`.' },
    CODE: { description: 'Code: `code`, `samp` and `pre`.' },
    STRIKE: { description: 'No longer valid: `del` and `s`.' },
    SUB: { description: 'Subscript.' },
    SUP: { description: 'Superscript. References to footnotes have it too.' },
    MARK: { description: 'Highlighted.' },
    SMALL: { description: 'A side comment.' },
    UNDERLINE: { description: 'Underlined or inserted: `u` and `ins`.' },
    KEYBOARD: { description: 'Input from a keyboard: `kbd`.' },
    QUOTE: { description: 'A quotation within the text, around which browsers show quotation marks: `q`.' },
  },
});

@ObjectType({ description: 'The target of a link within a text.', simpleResolvers: true })
export class Link implements content.Link {
  @Field(() => UrlScalar, {
    description:
      'The absolute URL, with the scheme http, https, mailto, tel, irc or ircs. Relative links are resolved against the page of the article, or the site for texts of own fields.',
  })
  url!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The URL without its host, for links within the site, e.g. /world/talks-open#first-day. Null for other links.',
  })
  path!: string | null;

  @Field(() => [String], {
    description: 'What the author says of the link: nofollow, sponsored or ugc.',
  })
  rel!: string[];

  @Field(() => String, {
    nullable: true,
    description: 'The advisory title of the link. Null if it has none.',
  })
  title!: string | null;
}

@ObjectType({
  description:
    'A run of text with one format and one link, an image or a formula within a text, or a line break. Runs do not nest: a link whose words have several formats is several runs with the same link.',
  simpleResolvers: true,
})
export class Inline implements content.Inline {
  @Field(() => String, {
    description:
      'The text. Empty for an image, a line feed for a line break, a formula in one line, e.g. x^2; joined, the runs are the plain text.',
  })
  text!: string;

  @Field(() => [Mark], { description: 'The formats of the text, from the outermost to the innermost.' })
  marks!: readonly content.Mark[];

  @Field(() => Link, {
    nullable: true,
    description: 'The link around the text or image. Null if there is none.',
  })
  link!: content.Link | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The number of the footnote that the text refers to. Null for other texts.',
  })
  footnote!: number | null;

  @Field(() => Image, { nullable: true, description: 'The image, if the run is one.' })
  image!: content.Inline['image'];

  @RareText
  @Field(() => HtmlScalar, {
    nullable: true,
    description:
      'The complete element `math` of a formula, in MathML Core, which browsers show without a script. It has no links, styles or scripts. Null for other runs.',
  })
  mathml!: string | null;

  @RareText
  @Field(() => String, {
    nullable: true,
    description:
      'The TeX source of a formula, e.g. for KaTeX. Null if the author gave none, and for other runs.',
  })
  tex!: string | null;

  @Field(() => Boolean, { description: 'True for a line break.' })
  isBreak!: boolean;
}
