import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { buildSeriesPath } from '../../shared/paths.js';
import { BY_ARG, lookUp } from '../../shared/references/lookup.js';
import { SeriesBy, SeriesListArgs } from './series.inputs.js';
import { Series, SeriesConnection } from './series.type.js';

@Resolver(() => Series)
export class SeriesResolver {
  @Query(() => Series, {
    nullable: true,
    description:
      'The series with the ID, slug or path. Null if no published article is in it. Slugs and paths of renamed or merged series do not resolve; use `route`.',
  })
  series(
    @Arg('by', () => SeriesBy, BY_ARG) by: SeriesBy,
    @Ctx() { series }: Context,
  ): MaybePromise<Series | null> {
    return lookUp('Series', by, series);
  }

  @Query(() => SeriesConnection, {
    description: 'The series of all published articles; with the preview perspective, all series.',
  })
  seriesList(
    @Args(() => SeriesListArgs) args: SeriesListArgs,
    @Ctx() { series }: Context,
  ): Promise<SeriesConnection> {
    return series.list(args);
  }

  @FieldResolver(() => String, { description: "The site-relative path of the series' page." })
  path(@Root() series: Series, @Ctx() { pathPrefix }: Context): string {
    return pathPrefix + buildSeriesPath(series.slug);
  }
}
