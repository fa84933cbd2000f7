import { Directive, Field, ID, InputType, Int } from 'type-graphql';
import { ROBOTS_INPUT, RobotsInput } from '../../shared/robots.js';
import { ArticleOrder } from '../article/article.type.js';
import { ArticleFilter, FILTER_ARG } from '../article/filter/article-filter.js';
import { ImageInput } from '../editing/editing.inputs.js';
import { PopularWindow } from '../popular/popular.type.js';
import { CardSize } from './front-content.js';
import { FRONT_LIMITS } from './front-limits.js';

const FRONT_ID = 'The ID of the front. Fails with NOT_FOUND if there is none.';
const CONTAINER_ID = 'The ID of the container. Fails with NOT_FOUND if the front no longer has it.';
const CARD_ID =
  'The ID of the pinned card. Fails with NOT_FOUND if the front no longer has it, and for a card that a rule added.';
const KEPT_ID = `The ID to keep, or a name that becomes the end of it: at most ${FRONT_LIMITS.id} letters, digits, hyphens and underscores, unique on the front. Defaults to a new one.`;

@InputType({ description: 'The list of articles of a rule.' })
export class ArticlesRuleInput {
  @Field(() => ArticleFilter, {
    nullable: true,
    description: `${FILTER_ARG.description} NOT_FOUND if it names a section, tag, author or series that does not exist, INVALID if it needs a scope or can match nothing.`,
  })
  filter?: ArticleFilter | null;

  @Field(() => ArticleOrder, {
    defaultValue: ArticleOrder.NEWEST,
    description: 'The order of the list. INVALID for SCHEDULED and LAST_EDITED.',
  })
  orderBy!: ArticleOrder;
}

@InputType({ description: 'The popular list of a rule.' })
export class PopularRuleInput {
  @Field(() => PopularWindow, {
    defaultValue: PopularWindow.DAY,
    description: 'The period whose views count.',
  })
  window!: PopularWindow;

  @Field(() => ArticleFilter, { nullable: true, ...FILTER_ARG })
  filter?: ArticleFilter | null;
}

@Directive('@oneOf')
@InputType({ description: 'The rule that fills a container, exactly one of these.' })
export class ContainerRuleInput {
  @Field(() => ArticlesRuleInput, {
    nullable: true,
    description: 'The first articles of a list, such as the newest of a section, a tag or a series.',
  })
  articles?: ArticlesRuleInput;

  @Field(() => PopularRuleInput, { nullable: true, description: 'The most viewed articles.' })
  popular?: PopularRuleInput;

  @Field(() => String, {
    nullable: true,
    description: 'The ID or slug of an article, whose related articles fill the container.',
  })
  relatedTo?: string;
}

/** Texts, picture and sublinks of a card. */
@InputType()
export abstract class CardSettings {
  @Field(() => String, {
    nullable: true,
    description: `A headline in place of that of the article, as plain text of at most ${FRONT_LIMITS.headline} characters. Null for that of the article.`,
  })
  headline?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `The word or two above the headline, as plain text of at most ${FRONT_LIMITS.kicker} characters. Null for none.`,
  })
  kicker?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `A standfirst in place of that of the article, as plain text of at most ${FRONT_LIMITS.standfirst} characters. Null for that of the article.`,
  })
  standfirst?: string | null;

  @Field(() => ImageInput, {
    nullable: true,
    description: 'A picture in place of that of the article. Null for that of the article.',
  })
  image?: ImageInput | null;

  @Field(() => CardSize, { nullable: true, description: 'The size of the card. Null for MEDIUM.' })
  size?: CardSize | null;

  @Field(() => [String], {
    nullable: true,
    description: `The IDs or slugs of further articles below the headline, at most ${FRONT_LIMITS.sublinks}. Null for none.`,
  })
  sublinks?: string[] | null;
}

@InputType({ description: 'A pinned card. What is left out is shown as the article has it.' })
export class CardInput extends CardSettings {
  @Field(() => ID, { nullable: true, description: KEPT_ID })
  id?: string | null;

  @Field(() => String, {
    description:
      'The ID or slug of the article, published or not. Readers see the card while it is. NOT_FOUND if there is none, TAKEN if the front has it already.',
  })
  article!: string;
}

/** Properties of a container, without its cards and its rule. */
@InputType()
export abstract class ContainerSettings {
  @Field(() => String, {
    nullable: true,
    description: `The heading, as plain text of at most ${FRONT_LIMITS.title} characters. Null for none.`,
  })
  title?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What the heading leads to: a path of the site such as /world, or an http or https URL. Null for nothing.',
  })
  href?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `The layout, a name that the front end knows: capital letters, digits and underscores, at most ${FRONT_LIMITS.layout}. Null for LIST.`,
  })
  layout?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: `The number of cards up to which the rule fills the container, 1 to ${FRONT_LIMITS.cards}. Pinned cards are always shown. Null for 6.`,
  })
  size?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True if the container may show articles that are elsewhere on the front, such as a list of the most read. Null for false.',
  })
  allowsRepeats?: boolean | null;
}

@InputType({ description: 'A container with its pinned cards and its rule.' })
export class ContainerInput extends ContainerSettings {
  @Field(() => ID, { nullable: true, description: KEPT_ID })
  id?: string | null;

  @Field(() => ContainerRuleInput, {
    nullable: true,
    description: 'The rule that adds cards after the pinned ones. Null for pinned cards alone.',
  })
  rule?: ContainerRuleInput | null;

  @Field(() => [CardInput], {
    nullable: true,
    description: `The pinned cards in order, at most ${FRONT_LIMITS.cards}.`,
  })
  cards?: CardInput[] | null;
}

const PUBLISH_NOW_OR_LATER =
  'The time at which the then latest revision is published. Replaces an earlier schedule; what is public stays until then. If omitted, the front is published now. A time more than a minute in the past is INVALID.';

@InputType({ description: 'The time at which a saved front becomes public.' })
export class FrontPublicationInput {
  @Field(() => Date, { nullable: true, description: PUBLISH_NOW_OR_LATER })
  scheduledFor?: Date | null;
}

/** Content of a front. */
@InputType()
export abstract class FrontSettings {
  @Field(() => String, {
    nullable: true,
    description: `The heading, as plain text of at most ${FRONT_LIMITS.title} characters. Null for none.`,
  })
  title?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `The description of the page, as plain text of at most ${FRONT_LIMITS.description} characters. Null for none.`,
  })
  description?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `The title for search engines, at most ${FRONT_LIMITS.title} characters. Null for the heading.`,
  })
  seoTitle?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `The description for search engines, at most ${FRONT_LIMITS.description} characters. Null for the description.`,
  })
  seoDescription?: string | null;

  @Field(() => RobotsInput, ROBOTS_INPUT)
  robots?: RobotsInput | null;

  @Field(() => [ContainerInput], {
    nullable: true,
    description: `The containers from the top of the page down, at most ${FRONT_LIMITS.containers}. They replace those that there are.`,
  })
  containers?: ContainerInput[] | null;

  @Field(() => FrontPublicationInput, {
    nullable: true,
    description:
      'Publishes what is saved, now or at a later time. If that is refused, nothing is saved. Requires an API key with the `publish` scope too.',
  })
  publish?: FrontPublicationInput | null;
}

const PATH =
  'The site-relative URL path of the page, e.g. / or /world. TAKEN if another front, an article or a redirect is there; sections, tags, authors and series may be.';

@InputType({ description: 'The front to create.' })
export class CreateFrontInput extends FrontSettings {
  @Field(() => String, { description: PATH })
  path!: string;
}

/** A change of the latest revision of a front. */
@InputType()
export abstract class FrontEditInput {
  @Field(() => ID, { description: FRONT_ID })
  id!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'The revision that the change is based on. Fails with CONFLICT if another one was saved in the meantime. If omitted, the change is applied to the latest.',
  })
  expectedRevision?: number | null;
}

@InputType({ description: 'The front to update, and the fields to change.' })
export class UpdateFrontInput extends FrontSettings {
  @Field(() => ID, { description: FRONT_ID })
  id!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'The revision that the change is based on. Fails with CONFLICT if another one was saved in the meantime.',
  })
  expectedRevision?: number | null;

  @Field(() => String, {
    nullable: true,
    description: `${PATH} It changes at once. If the front is published, this requires an API key with the \`publish\` scope too.`,
  })
  path?: string | null;
}

@InputType({ description: 'The front that the mutation applies to.' })
export class FrontActionInput {
  @Field(() => ID, { description: FRONT_ID })
  id!: string;
}

@InputType({ description: 'The front to publish, and when.' })
export class PublishFrontInput extends FrontPublicationInput {
  @Field(() => ID, { description: FRONT_ID })
  id!: string;
}

@Directive('@oneOf')
@InputType({ description: 'A place in a list of containers or pinned cards, by the one that it is next to.' })
export class FrontPlaceInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The ID of the one that comes after it. Fails with NOT_FOUND if it is not in the list.',
  })
  before?: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The ID of the one that comes before it. Fails with NOT_FOUND if it is not in the list.',
  })
  after?: string;
}

@InputType({ description: 'The front, and the revision to restore.' })
export class RestoreFrontRevisionInput extends FrontActionInput {
  @Field(() => Int, { description: 'The number of the revision. Fails with NOT_FOUND if there is none.' })
  revision!: number;
}

@InputType({ description: 'The container to add, and where.' })
export class AddContainerInput extends FrontEditInput {
  @Field(() => ContainerInput, { description: 'The container.' })
  container!: ContainerInput;

  @Field(() => FrontPlaceInput, {
    nullable: true,
    description: 'The place among the containers. Defaults to the last.',
  })
  place?: FrontPlaceInput | null;
}

@InputType({ description: 'The container to change, and its properties. Those that are left out stay.' })
export class UpdateContainerInput extends ContainerSettings {
  @Field(() => ID, { description: FRONT_ID })
  id!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The revision that the change is based on: see `expectedRevision` of `UpdateFrontInput`.',
  })
  expectedRevision?: number | null;

  @Field(() => ID, { description: CONTAINER_ID })
  container!: string;
}

@InputType({ description: 'A container of a front.' })
export class ContainerActionInput extends FrontEditInput {
  @Field(() => ID, { description: CONTAINER_ID })
  container!: string;
}

@InputType({ description: 'The container to move, and where.' })
export class MoveContainerInput extends ContainerActionInput {
  @Field(() => FrontPlaceInput, {
    nullable: true,
    description: 'The new place among the containers. Defaults to the last.',
  })
  place?: FrontPlaceInput | null;
}

@InputType({ description: 'The container, and its rule.' })
export class SetContainerRuleInput extends ContainerActionInput {
  @Field(() => ContainerRuleInput, {
    nullable: true,
    description: 'The rule. Null removes it, and leaves the pinned cards alone.',
  })
  rule?: ContainerRuleInput | null;
}

@InputType({ description: 'The card to pin, and where.' })
export class PinCardInput extends ContainerActionInput {
  @Field(() => CardInput, { description: 'The card.' })
  card!: CardInput;

  @Field(() => FrontPlaceInput, {
    nullable: true,
    description: 'The place among the pinned cards of the container. Defaults to the last.',
  })
  place?: FrontPlaceInput | null;
}

@InputType({ description: 'The card to change, and its properties. Those that are left out stay.' })
export class UpdateCardInput extends CardSettings {
  @Field(() => ID, { description: FRONT_ID })
  id!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The revision that the change is based on: see `expectedRevision` of `UpdateFrontInput`.',
  })
  expectedRevision?: number | null;

  @Field(() => ID, { description: CARD_ID })
  card!: string;
}

@InputType({ description: 'A pinned card of a front.' })
export class CardActionInput extends FrontEditInput {
  @Field(() => ID, { description: CARD_ID })
  card!: string;
}

@InputType({ description: 'The card to move, and where.' })
export class MoveCardInput extends CardActionInput {
  @Field(() => ID, { description: `${CONTAINER_ID} It may be that of the card.` })
  container!: string;

  @Field(() => FrontPlaceInput, {
    nullable: true,
    description: 'The new place among the pinned cards of the container. Defaults to the last.',
  })
  place?: FrontPlaceInput | null;
}
