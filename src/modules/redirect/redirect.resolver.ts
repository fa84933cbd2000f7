import { Arg, Args, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import {
  CreateRedirectInput,
  DeleteRedirectInput,
  DeleteRedirectPayload,
  RedirectPayload,
  RedirectsArgs,
} from './redirect.inputs.js';
import type { RedirectService } from './redirect.service.js';
import { Redirect, RedirectConnection } from './redirect.type.js';

@Resolver(() => Redirect)
export class RedirectResolver {
  constructor(private readonly service: RedirectService) {}

  @Authorized('preview', 'publish')
  @Query(() => RedirectConnection, {
    nullable: true,
    description:
      'The redirects that editors created. Requires an API key with the `preview` or ' + '`publish` scope.',
  })
  redirects(@Args(() => RedirectsArgs) args: RedirectsArgs): Promise<RedirectConnection> {
    return this.service.list(args);
  }

  @Authorized('publish')
  @Mutation(() => RedirectPayload, {
    nullable: true,
    description:
      'Creates a redirect, which takes effect at once. Content that is published at its path later replaces it. ' +
      'Requires an API key with the `publish` scope.',
  })
  createRedirect(
    @Arg('input', () => CreateRedirectInput, { description: 'The path, and where it leads.' })
    input: CreateRedirectInput,
    @Ctx() context: ActorContext,
  ): Promise<RedirectPayload> {
    return this.service.create(getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => DeleteRedirectPayload, {
    nullable: true,
    description: 'Deletes a redirect. Requires an API key with the `publish` scope.',
  })
  deleteRedirect(
    @Arg('input', () => DeleteRedirectInput, { description: 'The redirect to delete.' })
    input: DeleteRedirectInput,
    @Ctx() context: ActorContext,
  ): Promise<DeleteRedirectPayload> {
    return this.service.delete(getActor(context), input);
  }
}
