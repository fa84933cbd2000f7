import { Arg, Args, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import {
  ApiKeysArgs,
  CreateApiKeyInput,
  CreateApiKeyPayload,
  RevokeApiKeyInput,
  RevokeApiKeyPayload,
} from './api-key.inputs.js';
import { ApiKey, ApiKeyConnection } from './api-key.type.js';
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
}
