import { Arg, Args, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ArticleLimits } from '../../auth/article-limits.js';
import type { Context } from '../../graphql/context.js';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Author } from '../author/author.type.js';
import { Section } from '../section/section.type.js';
import {
  ApiKeysArgs,
  CreateApiKeyInput,
  CreateApiKeyPayload,
  RevokeApiKeyInput,
  RevokeApiKeyPayload,
  UpdateApiKeyInput,
  UpdateApiKeyPayload,
} from './api-key.inputs.js';
import { ApiKey, ApiKeyConnection } from './api-key.type.js';
import { ApiKeyLimits, toApiKeyLimits } from './api-key-limits.type.js';
import type { ApiKeyMutationService } from './api-key-mutation.service.js';

@Resolver(() => ApiKey)
export class ApiKeyResolver {
  constructor(private readonly service: ApiKeyMutationService) {}

  @Authorized('admin')
  @Query(() => ApiKeyConnection, {
    nullable: true,
    description:
      'The API keys and identities, revoked ones included. Requires an API key with the `admin` scope.',
  })
  apiKeys(@Args(() => ApiKeysArgs) args: ApiKeysArgs): Promise<ApiKeyConnection> {
    return this.service.list(args);
  }

  @Authorized('admin')
  @Mutation(() => CreateApiKeyPayload, {
    nullable: true,
    description: 'Creates an API key, and returns it once. Requires an API key with the `admin` scope.',
  })
  createApiKey(
    @Arg('input', () => CreateApiKeyInput, { description: 'The name, scopes and expiry of the key.' })
    input: CreateApiKeyInput,
    @Ctx() context: ActorContext,
  ): Promise<CreateApiKeyPayload> {
    return this.service.create(getActor(context), input);
  }

  @Authorized('admin')
  @Mutation(() => UpdateApiKeyPayload, {
    nullable: true,
    description:
      'Changes the limits and the author of an API key or identity. They hold from its next request on. Requires ' +
      'an API key with the `admin` scope.',
  })
  updateApiKey(
    @Arg('input', () => UpdateApiKeyInput, { description: 'The key, its limits and its author.' })
    input: UpdateApiKeyInput,
    @Ctx() context: ActorContext,
  ): Promise<UpdateApiKeyPayload> {
    return this.service.update(getActor(context), input);
  }

  @Authorized('admin')
  @Mutation(() => RevokeApiKeyPayload, {
    nullable: true,
    description:
      'Revokes an API key or an identity, which is refused from then on. Requires an API key with the `admin` scope.',
  })
  revokeApiKey(
    @Arg('input', () => RevokeApiKeyInput, {
      description: 'The key. Fails with NOT_ALLOWED if it is revoked already, or the last one with `admin`.',
    })
    input: RevokeApiKeyInput,
    @Ctx() context: ActorContext,
  ): Promise<RevokeApiKeyPayload> {
    return this.service.revoke(getActor(context), input);
  }

  @FieldResolver(() => ApiKeyLimits, {
    nullable: true,
    description: 'The limits of the articles that it may write. Null if it has none.',
  })
  limits(@Root() { limits }: ApiKey): ApiKeyLimits | null {
    return toApiKeyLimits(limits as ArticleLimits | null);
  }

  @FieldResolver(() => Author, {
    nullable: true,
    description:
      'The author that the person or program writes as. Null if none is set, or the perspective does not have it.',
  })
  author(@Root() { authorId }: ApiKey, @Ctx() { authors }: Context): MaybePromise<Author | null> {
    return authorId === null ? null : authors.byId.load(authorId);
  }
}

@Resolver(() => ApiKeyLimits)
export class ApiKeyLimitsResolver {
  @FieldResolver(() => [Section], {
    nullable: true,
    description: 'The sections, with those below them, that all sections of an article are in.',
  })
  async sections(
    @Root() { sectionIds }: ApiKeyLimits,
    @Ctx() { sections }: Context,
  ): Promise<Section[] | null> {
    const tree = sectionIds && (await sections.getTree());
    return tree && (sectionIds?.flatMap((id) => tree.findById(id) ?? []) ?? null);
  }
}
