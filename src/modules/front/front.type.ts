import { Authorized, Extensions, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';
import { Article, ArticleOrder } from '../article/article.type.js';
import { Node } from '../node/node.type.js';
import { PopularWindow } from '../popular/popular.type.js';
import { Provenance } from '../provenance/provenance.type.js';
import {
  type CardContent,
  CardSize,
  type ContainerContent,
  type FrontContent,
  type RuleContent,
} from './front-content.js';
import { FRONT_LIMITS } from './front-limits.js';

registerEnumType(CardSize, {
  name: 'CardSize',
  description: 'The size in which a front end shows a card, beside the other cards of its container.',
  valuesConfig: {
    SMALL: { description: 'Smaller than the others, e.g. a headline alone.' },
    MEDIUM: { description: 'The usual size.' },
    LARGE: { description: 'Larger than the others, e.g. across the whole width.' },
  },
});

export enum CardReason {
  PINNED = 'PINNED',
  LATEST = 'LATEST',
  RULE = 'RULE',
  POPULAR = 'POPULAR',
  TRENDING = 'TRENDING',
  RELATED = 'RELATED',
}
registerEnumType(CardReason, {
  name: 'CardReason',
  description: 'The reasons why a card is in its container.',
  valuesConfig: {
    PINNED: { description: 'An editor pinned it.' },
    LATEST: { description: 'It is one of the newest articles that match the filter of the rule.' },
    RULE: { description: 'It is one of the first articles of the rule, in another order than the newest.' },
    POPULAR: { description: 'It is one of the most viewed articles of the rule.' },
    TRENDING: { description: 'It is viewed more than usual, and the rule asks for the window TRENDING.' },
    RELATED: { description: 'It is related to the article that the rule names.' },
  },
});

export enum ContainerRuleKind {
  ARTICLES = 'ARTICLES',
  POPULAR = 'POPULAR',
  RELATED = 'RELATED',
}
registerEnumType(ContainerRuleKind, {
  name: 'ContainerRuleKind',
  description: 'The kinds of rules that fill containers.',
  valuesConfig: {
    ARTICLES: { description: 'The first articles of a list.' },
    POPULAR: { description: 'The most viewed articles.' },
    RELATED: { description: 'The articles related to another one.' },
  },
});

export enum ContainerProblemKind {
  ARTICLE_NOT_PUBLISHED = 'ARTICLE_NOT_PUBLISHED',
  ARTICLE_DELETED = 'ARTICLE_DELETED',
  RULE_INVALID = 'RULE_INVALID',
  TOO_FEW_ARTICLES = 'TOO_FEW_ARTICLES',
}
registerEnumType(ContainerProblemKind, {
  name: 'ContainerProblemKind',
  description: 'The reasons why a container shows less than it should.',
  valuesConfig: {
    ARTICLE_NOT_PUBLISHED: {
      description: 'The article of a pinned card or of one of its sublinks is not published.',
    },
    ARTICLE_DELETED: {
      description:
        'The article of a pinned card or of one of its sublinks was deleted. Remove the card, or set its sublinks again.',
    },
    RULE_INVALID: { description: 'The rule can no longer be applied, and fills nothing. Set another one.' },
    TOO_FEW_ARTICLES: { description: 'The rule finds too few articles to fill the container.' },
  },
});

@ObjectType({
  implements: [Node, Provenance],
  description:
    'A page that editors compose of containers with cards: the home page, or that of a section or a tag. `updatedAt` is the time of the last publication; in the preview perspective that of the last change.',
})
export class Front extends Node {
  @Field(() => String, {
    description: 'The site-relative URL path of the page, e.g. / or /world. Unique among fronts.',
  })
  path!: string;

  @Field(() => String, { nullable: true, description: 'The heading, as plain text. Null for none.' })
  title!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The description of the page, as plain text. Null if it has none.',
  })
  description!: string | null;

  content!: FrontContent;
  createdAt!: Date;
  updatedAt!: Date;

  @Authorized('preview', 'write')
  @Field(() => Int, {
    nullable: true,
    description:
      'The number of the revision: of the published one, or in the preview perspective of the latest, to be passed as `expectedRevision`. Requires an API key with the `preview` or `write` scope.',
  })
  revision!: number | null;
}

@ObjectType({ description: 'An edge of a list of fronts.' })
export class FrontEdge extends Edge {
  @Field(() => Front, NODE_FIELD)
  node!: Front;
}

@ObjectType({ description: 'A page of a list of fronts.' })
export class FrontConnection extends Connection {
  @Field(() => [FrontEdge], EDGES_FIELD)
  edges!: FrontEdge[];

  @Field(() => [Front], NODES_FIELD)
  nodes!: Front[];
}

@ObjectType({
  description: 'A part of a front: cards that editors pinned, and those that a rule adds after them.',
})
export class Container {
  @Field(() => ID, { description: 'The ID of the container. `node` does not resolve it.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'The heading, as plain text. Null for none.' })
  title!: string | null;

  /** Stored URL: absolute, or relative to the site. */
  href!: string | null;

  @Field(() => String, {
    description: 'The layout, a name that the front end knows, in capital letters, e.g. LIST.',
  })
  layout!: string;

  @Field(() => Int, { description: 'The number of cards up to which the rule fills the container.' })
  size!: number;

  @Field(() => Boolean, {
    description:
      'True if the container may show articles that are elsewhere on the front. It then keeps none out of the other containers.',
  })
  allowsRepeats!: boolean;

  content!: ContainerContent;
  front!: Front;
}

@ObjectType({
  description: 'An article as a container shows it. Pinned cards may have texts and a picture of their own.',
})
export class Card {
  @Field(() => ID, {
    description: 'The ID of the card. A pinned card keeps it where it is moved. `node` does not resolve it.',
  })
  id!: string;

  @Field(() => Article, { description: 'The article.' })
  article!: Article;

  @Field(() => String, { description: 'The headline of the card, else that of the article, as plain text.' })
  headline!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The word or two above the headline, as plain text. Null for none.',
  })
  kicker!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The standfirst of the card, else that of the article, as plain text. Null if neither has one.',
  })
  standfirst!: string | null;

  @Field(() => CardSize, { description: 'The size of the card.' })
  size!: CardSize;

  @Field(() => CardReason, { description: 'The reason why the card is in its container.' })
  reason!: CardReason;

  @Extensions({ maxItems: FRONT_LIMITS.sublinks })
  @Field(() => [Article], {
    description: `Further articles below the headline. Those that are not published are left out. At most ${FRONT_LIMITS.sublinks}.`,
  })
  sublinks!: Article[];

  /** Null for a card that a rule added. */
  pin!: CardContent | null;
}

@ObjectType({ description: 'The rule that fills a container after its pinned cards.' })
export class ContainerRule {
  @Field(() => ContainerRuleKind, { description: 'The kind of rule.' })
  kind!: ContainerRuleKind;

  @Field(() => ArticleOrder, {
    nullable: true,
    description: 'The order of the list. Null unless the kind is ARTICLES.',
  })
  orderBy!: ArticleOrder | null;

  @Field(() => PopularWindow, {
    nullable: true,
    description: 'The period whose views count. Null unless the kind is POPULAR.',
  })
  window!: PopularWindow | null;

  content!: RuleContent;
}

@ObjectType({ description: 'A reason why a container shows less than it should.' })
export class ContainerProblem {
  @Field(() => ContainerProblemKind, { description: 'The kind of problem.' })
  kind!: ContainerProblemKind;

  @Field(() => String, { description: 'A sentence for editors that says what is missing.' })
  message!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The ID of the pinned card. Null if the rule is the problem.',
  })
  cardId!: string | null;

  /** Database ID of the article that is missing. */
  articleId!: number | null;
}
