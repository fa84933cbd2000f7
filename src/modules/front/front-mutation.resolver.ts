import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { getActor } from '../../mutations/actor.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import {
  AddContainerInput,
  CardActionInput,
  ContainerActionInput,
  CreateFrontInput,
  FrontActionInput,
  MoveCardInput,
  MoveContainerInput,
  PinCardInput,
  PublishFrontInput,
  RestoreFrontRevisionInput,
  SetContainerRuleInput,
  UpdateCardInput,
  UpdateContainerInput,
  UpdateFrontInput,
} from './front.inputs.js';
import { Front } from './front.type.js';
import { DeleteFrontPayload, FrontPayload } from './front-payload.type.js';
import type { FrontMutationService } from './write/front-mutation.service.js';

@Resolver(() => FrontPayload)
export class FrontMutationResolver {
  constructor(private readonly service: FrontMutationService) {}

  @Authorized('write')
  @Mutation(() => FrontPayload, {
    nullable: true,
    description:
      'Creates a front: a draft, unless `publish` is given. Requires an API key with the `write` scope.',
  })
  createFront(
    @Arg('input', () => CreateFrontInput, { description: 'The path and the content of the front.' })
    input: CreateFrontInput,
    @Ctx() context: Context,
  ): Promise<FrontPayload> {
    return this.service.create(createCall('createFront', input, context));
  }

  @Authorized('write')
  @Mutation(() => FrontPayload, {
    nullable: true,
    description:
      'Changes the path, the texts or all containers of a front. For one container or card, use the mutations of these: they keep what others change at the same time. Requires an API key with the `write` scope.',
  })
  updateFront(
    @Arg('input', () => UpdateFrontInput, { description: 'The front and the fields to change.' })
    input: UpdateFrontInput,
    @Ctx() context: Context,
  ): Promise<FrontPayload> {
    return this.service.update(createCall('updateFront', input, context));
  }

  @Authorized('write')
  @Mutation(() => FrontPayload, {
    nullable: true,
    description:
      'Saves the content of an earlier revision of a front as a new revision. Requires an API key with the `write` scope.',
  })
  restoreFrontRevision(
    @Arg('input', () => RestoreFrontRevisionInput, { description: 'The front and the revision to restore.' })
    input: RestoreFrontRevisionInput,
    @Ctx() context: Context,
  ): Promise<FrontPayload> {
    return this.service.restoreRevision(createCall('restoreFrontRevision', input, context));
  }

  @Authorized('write')
  @Mutation(() => FrontPayload, {
    nullable: true,
    description: 'Adds a container to a front. Requires an API key with the `write` scope.',
  })
  addContainer(
    @Arg('input', () => AddContainerInput, { description: 'The front, the container and its place.' })
    input: AddContainerInput,
    @Ctx() context: Context,
  ): Promise<FrontPayload> {
    return this.service.addContainer(createCall('addContainer', input, context));
  }

  @Authorized('write')
  @Mutation(() => FrontPayload, {
    nullable: true,
    description: 'Changes the properties of a container. Requires an API key with the `write` scope.',
  })
  updateContainer(
    @Arg('input', () => UpdateContainerInput, { description: 'The container and the properties to change.' })
    input: UpdateContainerInput,
    @Ctx() context: Context,
  ): Promise<FrontPayload> {
    return this.service.updateContainer(createCall('updateContainer', input, context));
  }

  @Authorized('write')
  @Mutation(() => FrontPayload, {
    nullable: true,
    description: 'Moves a container up or down a front. Requires an API key with the `write` scope.',
  })
  moveContainer(
    @Arg('input', () => MoveContainerInput, { description: 'The container and its new place.' })
    input: MoveContainerInput,
    @Ctx() context: Context,
  ): Promise<FrontPayload> {
    return this.service.moveContainer(createCall('moveContainer', input, context));
  }

  @Authorized('write')
  @Mutation(() => FrontPayload, {
    nullable: true,
    description:
      'Removes a container with its cards from a front. Requires an API key with the `write` scope.',
  })
  removeContainer(
    @Arg('input', () => ContainerActionInput, { description: 'The container to remove.' })
    input: ContainerActionInput,
    @Ctx() context: Context,
  ): Promise<FrontPayload> {
    return this.service.removeContainer(createCall('removeContainer', input, context));
  }

  @Authorized('write')
  @Mutation(() => FrontPayload, {
    nullable: true,
    description:
      'Sets the rule that fills a container after its pinned cards, or removes it. Requires an API key with the `write` scope.',
  })
  setContainerRule(
    @Arg('input', () => SetContainerRuleInput, { description: 'The container and the rule.' })
    input: SetContainerRuleInput,
    @Ctx() context: Context,
  ): Promise<FrontPayload> {
    return this.service.setContainerRule(createCall('setContainerRule', input, context));
  }

  @Authorized('write')
  @Mutation(() => FrontPayload, {
    nullable: true,
    description: 'Pins an article to a container. Requires an API key with the `write` scope.',
  })
  pinCard(
    @Arg('input', () => PinCardInput, { description: 'The container, the card and its place.' })
    input: PinCardInput,
    @Ctx() context: Context,
  ): Promise<FrontPayload> {
    return this.service.pinCard(createCall('pinCard', input, context));
  }

  @Authorized('write')
  @Mutation(() => FrontPayload, {
    nullable: true,
    description:
      'Changes the texts, the picture, the size or the sublinks of a pinned card. The article stays as it is. Requires an API key with the `write` scope.',
  })
  updateCard(
    @Arg('input', () => UpdateCardInput, { description: 'The card and the properties to change.' })
    input: UpdateCardInput,
    @Ctx() context: Context,
  ): Promise<FrontPayload> {
    return this.service.updateCard(createCall('updateCard', input, context));
  }

  @Authorized('write')
  @Mutation(() => FrontPayload, {
    nullable: true,
    description:
      'Moves a pinned card within its container, or to another one of the front. Requires an API key with the `write` scope.',
  })
  moveCard(
    @Arg('input', () => MoveCardInput, { description: 'The card and its new place.' }) input: MoveCardInput,
    @Ctx() context: Context,
  ): Promise<FrontPayload> {
    return this.service.moveCard(createCall('moveCard', input, context));
  }

  @Authorized('write')
  @Mutation(() => FrontPayload, {
    nullable: true,
    description: 'Removes a pinned card from a front. Requires an API key with the `write` scope.',
  })
  removeCard(
    @Arg('input', () => CardActionInput, { description: 'The card to remove.' }) input: CardActionInput,
    @Ctx() context: Context,
  ): Promise<FrontPayload> {
    return this.service.removeCard(createCall('removeCard', input, context));
  }

  @Authorized('publish')
  @Mutation(() => FrontPayload, {
    nullable: true,
    description:
      'Publishes the latest revision of a front, now or at a later time. Requires an API key with the `publish` scope.',
  })
  publishFront(
    @Arg('input', () => PublishFrontInput, { description: 'The front and the time of publication.' })
    input: PublishFrontInput,
    @Ctx() context: Context,
  ): Promise<FrontPayload> {
    return this.service.publish(createCall('publishFront', input, context));
  }

  @Authorized('publish')
  @Mutation(() => FrontPayload, {
    nullable: true,
    description:
      'Cancels the scheduled publication of a front. Requires an API key with the `publish` scope.',
  })
  cancelFrontSchedule(
    @Arg('input', () => FrontActionInput, {
      description: 'The front. Fails with NOT_ALLOWED if it is not scheduled.',
    })
    input: FrontActionInput,
    @Ctx() context: Context,
  ): Promise<FrontPayload> {
    return this.service.cancelSchedule(createCall('cancelFrontSchedule', input, context));
  }

  @Authorized('publish')
  @Mutation(() => FrontPayload, {
    nullable: true,
    description:
      'Unpublishes a front and cancels its schedule. Its latest revision stays. Requires an API key with the `publish` scope.',
  })
  unpublishFront(
    @Arg('input', () => FrontActionInput, {
      description: 'The front. Fails with NOT_ALLOWED if it is not published.',
    })
    input: FrontActionInput,
    @Ctx() context: Context,
  ): Promise<FrontPayload> {
    return this.service.unpublish(createCall('unpublishFront', input, context));
  }

  @Authorized('publish')
  @Mutation(() => DeleteFrontPayload, {
    nullable: true,
    description:
      'Permanently deletes a front with its revisions, published or not. Requires an API key with the `publish` scope.',
  })
  deleteFront(
    @Arg('input', () => FrontActionInput, { description: 'The front to delete.' }) input: FrontActionInput,
    @Ctx() context: Context,
  ): Promise<DeleteFrontPayload> {
    return this.service.delete(createCall('deleteFront', input, context));
  }

  @FieldResolver(() => Front, {
    nullable: true,
    description: 'The latest revision of the front. Null if the write was refused.',
  })
  front(@Root() { frontId }: FrontPayload, @Ctx() { fronts }: Context): MaybePromise<Front | null> {
    return frontId === null ? null : fronts.byId.load(frontId);
  }
}

function createCall<Input>(action: string, input: Input, context: Context) {
  return { actor: getActor(context), action, input, conditions: context.conditions };
}
