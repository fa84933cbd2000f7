import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Series } from '../series/series.type.js';
import type { SeriesOrderService } from './series-order.service.js';
import {
  CreateSeriesInput,
  DeleteSeriesInput,
  MergeSeriesInput,
  OrderSeriesInput,
  UpdateSeriesInput,
} from './taxonomy.inputs.js';
import type { TaxonomyService } from './taxonomy.service.js';
import { DeleteSeriesPayload, SeriesPayload } from './taxonomy.type.js';

@Resolver(() => SeriesPayload)
export class SeriesMutationResolver {
  constructor(
    private readonly service: TaxonomyService,
    private readonly order: SeriesOrderService,
  ) {}

  @Authorized('write')
  @Mutation(() => SeriesPayload, {
    nullable: true,
    description:
      'Creates a series. It becomes public with the first published article that belongs to it. Requires an API key with the `write` scope.',
  })
  createSeries(
    @Arg('input', () => CreateSeriesInput, { description: 'The data of the series. A title is required.' })
    input: CreateSeriesInput,
    @Ctx() context: ActorContext,
  ): Promise<SeriesPayload> {
    return this.service.create('series', getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => SeriesPayload, {
    nullable: true,
    description:
      'Updates a series everywhere at once. The former path redirects to the new one. Requires an API key with the `publish` scope.',
  })
  updateSeries(
    @Arg('input', () => UpdateSeriesInput, { description: 'The series and the fields to change.' })
    input: UpdateSeriesInput,
    @Ctx() context: ActorContext,
  ): Promise<SeriesPayload> {
    return this.service.update('series', getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => SeriesPayload, {
    nullable: true,
    description:
      'Merges series at once: drafts and published articles belong to `into` and keep their parts. Former paths redirect to it, and former titles in revisions and imports resolve to it. Requires an API key with the `publish` scope.',
  })
  mergeSeries(
    @Arg('input', () => MergeSeriesInput, {
      description: 'The series to merge, and the series that remains.',
    })
    input: MergeSeriesInput,
    @Ctx() context: ActorContext,
  ): Promise<SeriesPayload> {
    return this.service.merge('series', getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => SeriesPayload, {
    nullable: true,
    description:
      'Orders the articles of a series at once: numbers their parts, in drafts and published articles. Requires an API key with the `publish` scope.',
  })
  orderSeries(
    @Arg('input', () => OrderSeriesInput, { description: 'The series, and its articles in order.' })
    input: OrderSeriesInput,
    @Ctx() context: ActorContext,
  ): Promise<SeriesPayload> {
    return this.order.order(getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => DeleteSeriesPayload, {
    nullable: true,
    description:
      'Deletes a series. NOT_ALLOWED tells how many articles belong to it. Requires an API key with the `publish` scope.',
  })
  deleteSeries(
    @Arg('input', () => DeleteSeriesInput, {
      description: 'The series to delete. NOT_ALLOWED while an article belongs to it.',
    })
    input: DeleteSeriesInput,
    @Ctx() context: ActorContext,
  ): Promise<DeleteSeriesPayload> {
    return this.service.delete('series', getActor(context), input);
  }

  @FieldResolver(() => Series, { nullable: true, description: 'The series. Null if the mutation failed.' })
  series(@Root() { seriesId }: SeriesPayload, @Ctx() { series }: Context): MaybePromise<Series | null> {
    return seriesId === null ? null : series.byId.load(seriesId);
  }
}
