import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { Preload } from '../../shared/preload.js';
import { Article } from '../article/article.type.js';
import { Series, SeriesPart } from './series.type.js';

const preloadSeries = Preload((articles: readonly Article[], _args, { series }: Context) =>
  series.byId.preload(articles.flatMap(({ seriesId }) => seriesId ?? [])),
);

@Resolver(() => Article)
export class ArticleSeriesResolver {
  @preloadSeries
  @FieldResolver(() => Series, { nullable: true, description: 'The series that the article belongs to.' })
  series(@Root() { seriesId, seriesPart }: Article, @Ctx() context: Context): MaybePromise<Series | null> {
    return mapMaybePromise(
      loadSeries(seriesId, context),
      (series) => series && Object.assign(new Series(), series, { part: seriesPart }),
    );
  }

  @preloadSeries
  @FieldResolver(() => SeriesPart, {
    nullable: true,
    description: 'The place of the article in its series. Null if it belongs to none.',
  })
  seriesPart(
    @Root() { id, seriesId, seriesPart }: Article,
    @Ctx() context: Context,
  ): MaybePromise<SeriesPart | null> {
    return mapMaybePromise(
      loadSeries(seriesId, context),
      (series) => series && Object.assign(new SeriesPart(), { articleId: id, series, part: seriesPart }),
    );
  }
}

function loadSeries(id: number | null, { series }: Context): MaybePromise<Series | null> {
  return id === null ? null : series.byId.load(id);
}

@Resolver(() => SeriesPart)
export class SeriesPartResolver {
  @FieldResolver(() => Article, {
    nullable: true,
    description: 'The article before this one in the series. Null for the first one.',
  })
  previous(
    @Root() part: SeriesPart,
    @Ctx() { series }: Context,
    @Info() info: GraphQLResolveInfo,
  ): MaybePromise<Article | null> {
    return series.loadPartBeside(part, false, info);
  }

  @FieldResolver(() => Article, {
    nullable: true,
    description: 'The article after this one in the series. Null for the last one.',
  })
  next(
    @Root() part: SeriesPart,
    @Ctx() { series }: Context,
    @Info() info: GraphQLResolveInfo,
  ): MaybePromise<Article | null> {
    return series.loadPartBeside(part, true, info);
  }
}
