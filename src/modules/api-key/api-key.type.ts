import { Field, ObjectType } from 'type-graphql';
import type { ApiKeySummary } from '../../auth/api-keys.service.js';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';
import { Node } from '../node/node.type.js';
import { Provenance } from '../provenance/provenance.type.js';

@ObjectType({
  implements: [Node, Provenance],
  description:
    'An API key, or an identity that an authenticator recognized. The key itself is shown once, when it is created.',
})
export class ApiKey extends Node implements ApiKeySummary {
  @Field(() => String, {
    description: 'The name of the person or program that uses the key, or `subject (issuer)` of an identity.',
  })
  name!: string;

  @Field(() => String, {
    description:
      'The readable prefix, as shown by `dateline keys list`. It begins with `id_` for an identity.',
  })
  prefix!: string;

  @Field(() => [String], {
    description: 'The scopes of the key, or those of an identity at its last request.',
  })
  scopes!: string[];

  @Field(() => String, { nullable: true, description: 'The issuer of an identity. Null for an API key.' })
  issuer!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The permanent ID of an identity at its issuer. Null for an API key.',
  })
  subject!: string | null;

  createdAt!: Date;
  updatedAt!: Date;

  @Field(() => Date, { nullable: true, description: 'The time of its last use, to the minute.' })
  lastUsedAt!: Date | null;

  @Field(() => Date, {
    nullable: true,
    description: 'The time from which it is refused. Null if it does not expire.',
  })
  expiresAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'The time at which it was revoked. Null if it was not.' })
  revokedAt!: Date | null;

  limits!: ApiKeySummary['limits'];
  authorId!: number | null;
}

@ObjectType({ description: 'An API key and its cursor in the list of API keys.' })
export class ApiKeyEdge extends Edge {
  @Field(() => ApiKey, NODE_FIELD)
  node!: ApiKey;
}

@ObjectType({ description: 'A page of the list of API keys.' })
export class ApiKeyConnection extends Connection {
  @Field(() => [ApiKeyEdge], EDGES_FIELD)
  edges!: ApiKeyEdge[];

  @Field(() => [ApiKey], NODES_FIELD)
  nodes!: ApiKey[];
}
