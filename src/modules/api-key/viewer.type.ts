import { Field, ObjectType } from 'type-graphql';
import { ApiKeyLimits } from './api-key-limits.type.js';

@ObjectType('Viewer', { description: 'The API key or identity that a request was authenticated with.' })
export class CurrentViewer {
  @Field(() => String, { description: 'The name of the API key, or `subject (issuer)` of an identity.' })
  name!: string;

  @Field(() => String, {
    description: 'The readable prefix of the API key or identity, as shown by `dateline keys list`.',
  })
  keyPrefix!: string;

  @Field(() => [String], {
    description: 'The scopes that the request has, e.g. `publish`. The scope `admin` includes all others.',
  })
  scopes!: readonly string[];

  @Field(() => String, {
    nullable: true,
    description: 'The issuer of the identity, e.g. the URL of its OpenID provider. Null for an API key.',
  })
  issuer!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The permanent ID of the identity at its issuer. Null for an API key.',
  })
  subject!: string | null;

  @Field(() => ApiKeyLimits, {
    nullable: true,
    description:
      'The limits of the articles that the request may write, and whose drafts it may read. Null if there are none.',
  })
  limits!: ApiKeyLimits | null;
}
