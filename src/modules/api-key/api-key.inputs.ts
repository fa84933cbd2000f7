import { ArgsType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { SCOPES } from '../../auth/scope.js';
import type { ClassOf } from '../../fields/graphql-fields.js';
import { UserError } from '../../mutations/mutation.type.js';
import { registerOrders } from '../../shared/lists/list.js';
import { createListArgs } from '../../shared/lists/list-args.js';
import { DeclareFilter, type FilterValues } from '../../shared/lists/list-condition.js';
import { ApiKey } from './api-key.type.js';
import { ApiKeyLimitsInput } from './api-key-limits.type.js';
import { API_KEY_LIST } from './api-key-list.js';

const { conditions, orders } = API_KEY_LIST;

@DeclareFilter(conditions)
@InputType({ description: 'Filters for API keys and identities, which must match all of them.' })
export class ApiKeyFilter extends (Object as ClassOf<FilterValues<typeof conditions>>) {}

export const ApiKeyOrder = registerOrders('ApiKeyOrder', 'API keys and identities', orders);

@ArgsType()
export class ApiKeysArgs extends createListArgs('API keys', ApiKeyFilter, ApiKeyOrder, 'NEWEST') {}

@InputType({ description: 'The API key to create.' })
export class CreateApiKeyInput {
  @Field(() => String, {
    description: 'The name of the person or program that uses the key. At most 100 characters.',
  })
  name!: string;

  @Field(() => [String], { description: `The scopes of the key: ${Object.keys(SCOPES).join(', ')}.` })
  scopes!: string[];

  @Field(() => Date, {
    nullable: true,
    description: 'The time from which the key is refused. INVALID if it is past. Defaults to never.',
  })
  expiresAt?: Date | null;

  @Field(() => ApiKeyLimitsInput, {
    nullable: true,
    description: 'The limits of the articles that the key may write. Defaults to none.',
  })
  limits?: ApiKeyLimitsInput | null;

  @Field(() => String, {
    nullable: true,
    description: 'The ID or slug of the author that the owner of the key writes as.',
  })
  author?: string | null;
}

@InputType({
  description: 'The changes of an API key or identity. Omitted fields stay; null removes a value.',
})
export class UpdateApiKeyInput {
  @Field(() => ID, {
    description: 'The ID of the API key or identity. Fails with NOT_FOUND if there is none.',
  })
  id!: string;

  @Field(() => ApiKeyLimitsInput, {
    nullable: true,
    description: 'The limits of the articles that it may write. They replace all former ones.',
  })
  limits?: ApiKeyLimitsInput | null;

  @Field(() => String, {
    nullable: true,
    description: 'The ID or slug of the author that the person or program writes as.',
  })
  author?: string | null;
}

@InputType({ description: 'The API key to revoke.' })
export class RevokeApiKeyInput {
  @Field(() => ID, {
    description: 'The ID of the API key or identity. Fails with NOT_FOUND if there is none.',
  })
  id!: string;
}

@ObjectType({ description: 'The result of creating an API key.' })
export class CreateApiKeyPayload {
  @Field(() => ApiKey, { nullable: true, description: 'The API key. Null if it was not created.' })
  apiKey!: ApiKey | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The key itself, to be sent as `Authorization: Bearer <key>`. It is not stored: null in the answer to a ' +
      'repeated request, and if it was not created.',
  })
  secret!: string | null;

  @Field(() => [UserError], { description: 'The errors in the input. Empty if the key was created.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'The result of revoking an API key.' })
export class RevokeApiKeyPayload {
  @Field(() => ApiKey, { nullable: true, description: 'The API key. Null if it was not revoked.' })
  apiKey!: ApiKey | null;

  @Field(() => [UserError], { description: 'The errors in the input. Empty if the key was revoked.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'The result of changing an API key or identity.' })
export class UpdateApiKeyPayload {
  @Field(() => ApiKey, {
    nullable: true,
    description: 'The API key or identity. Null if it was not changed.',
  })
  apiKey!: ApiKey | null;

  @Field(() => [UserError], { description: 'The errors in the input. Empty if it was changed.' })
  userErrors!: UserError[];
}
