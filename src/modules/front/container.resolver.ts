import { Arg, Authorized, Ctx, Extensions, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { buildSiteUrl } from '../../shared/paths.js';
import { Preload } from '../../shared/preload.js';
import { UrlScalar } from '../../shared/scalars.js';
import { Article } from '../article/article.type.js';
import { formatFilter } from '../article/filter/stored-filter.js';
import { Image } from '../image/image.type.js';
import type { Site } from '../site/site.type.js';
import { listProblems } from './container-problems.js';
import { Card, Container, ContainerProblem, ContainerRule, ContainerRuleKind } from './front.type.js';
import type { RuleContent } from './front-content.js';
import { FRONT_LIMITS } from './front-limits.js';

@Resolver(() => Container)
export class ContainerResolver {
  constructor(private readonly site: Site) {}

  @FieldResolver(() => UrlScalar, {
    nullable: true,
    description: 'The absolute URL that the heading leads to. Null for none.',
  })
  href(@Root() { href }: Container): string | null {
    return href && buildSiteUrl(this.site, href);
  }

  // The mean of a front with the most containers and cards; some have more, others less.
  @Extensions({ maxItems: FRONT_LIMITS.cardsOfFront / FRONT_LIMITS.containers })
  @FieldResolver(() => [Card], {
    description: `The cards: those pinned, then those of the rule. Articles are published ones in every perspective. No article is on a front twice, except in containers that allow repeats. At most ${FRONT_LIMITS.cards}, and ${FRONT_LIMITS.cardsOfFront} on a front.`,
  })
  items(
    @Root() container: Container,
    @Arg('first', () => Int, {
      nullable: true,
      description: `Returns at most this many cards, 0 to ${FRONT_LIMITS.cards}. Defaults to all.`,
    })
    first: number | null,
    @Ctx() { fronts }: Context,
  ): Promise<Card[]> {
    return fronts.listCards(container, first);
  }

  @Authorized('preview', 'write')
  @FieldResolver(() => ContainerRule, {
    nullable: true,
    description:
      'The rule that fills the container. Null if it has only pinned cards. Requires an API key with the `preview` or `write` scope.',
  })
  rule(@Root() { content: { rule } }: Container): ContainerRule | null {
    return rule && toContainerRule(rule);
  }

  @Authorized('preview', 'write')
  @Extensions({ maxItems: FRONT_LIMITS.cards })
  @FieldResolver(() => [ContainerProblem], {
    nullable: true,
    description:
      'What the container does not show: pinned articles that are not published, and places that the rule cannot fill. Requires an API key with the `preview` or `write` scope.',
  })
  problems(@Root() container: Container, @Ctx() context: Context): Promise<ContainerProblem[]> {
    return listProblems(container, context);
  }
}

@Resolver(() => ContainerRule)
export class ContainerRuleResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The filter of the articles, as the JSON of a variable of type `ArticleFilter`. Null for all articles, and if the kind is RELATED.',
  })
  filter(@Root() { content }: ContainerRule): string | null {
    return content.by !== 'RELATED' && content.filter ? formatFilter(content.filter) : null;
  }

  @FieldResolver(() => Article, {
    nullable: true,
    description:
      'The article whose related articles fill the container. Null unless the kind is RELATED, and if it is not published.',
  })
  relatedTo(@Root() { content }: ContainerRule, @Ctx() { articles }: Context): MaybePromise<Article | null> {
    return content.by === 'RELATED' ? articles.byId.load(content.articleId) : null;
  }
}

@Resolver(() => ContainerProblem)
export class ContainerProblemResolver {
  @FieldResolver(() => Article, {
    nullable: true,
    description:
      'The article that is missing. Null if the rule is the problem, and if the perspective of the request does not have it.',
  })
  article(
    @Root() { articleId }: ContainerProblem,
    @Ctx() { articles }: Context,
  ): MaybePromise<Article | null> {
    return articleId === null ? null : articles.byId.load(articleId);
  }
}

@Resolver(() => Card)
export class CardResolver {
  @Preload((cards: readonly Card[], _args, { images }: Context) =>
    images.byId.preload(cards.flatMap((card) => getImageId(card) ?? [])),
  )
  @FieldResolver(() => Image, {
    nullable: true,
    description: 'The picture of the card, else the lead picture of the article. Null if neither has one.',
  })
  image(@Root() card: Card, @Ctx() { images }: Context): MaybePromise<Image | null> {
    const id = getImageId(card);
    return id === null ? null : images.byId.load(id);
  }
}

function toContainerRule(content: RuleContent): ContainerRule {
  return {
    kind: ContainerRuleKind[content.by],
    orderBy: content.by === 'ARTICLES' ? content.orderBy : null,
    window: content.by === 'POPULAR' ? content.window : null,
    content,
  };
}

function getImageId({ pin, article }: Card): number | null {
  return pin?.image?.id ?? article.imageId;
}
