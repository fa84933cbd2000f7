import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { UserError } from '../../mutations/mutation.type.js';
import { formerName } from '../../shared/former-name.js';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';
import { Node } from '../node/node.type.js';

export enum AuditOutcome {
  DONE = 'DONE',
  REFUSED = 'REFUSED',
  FORBIDDEN = 'FORBIDDEN',
}
registerEnumType(AuditOutcome, {
  name: 'AuditOutcome',
  description: 'The outcome of a write.',
  valuesConfig: {
    DONE: { description: 'The write was done.' },
    REFUSED: { description: 'Nothing was changed, for the reasons in `userErrors`.' },
    FORBIDDEN: { description: 'The API key lacked a scope. The input was not examined.' },
  },
});

@ObjectType({
  implements: Node,
  description: 'A record of a write: the API key, the mutation and its outcome.',
})
export class AuditEntry extends Node {
  @Field(() => Date, { name: 'createdAt', description: 'The time of the attempt.' })
  @Field(() => Date, { name: 'at', ...formerName('createdAt') })
  at!: Date;

  @Field(() => String, {
    description:
      'The name of the API key at the time, or `subject (issuer)` of an identity; `schedule` for a scheduled publication.',
  })
  keyName!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The readable prefix of the API key, as shown by `dateline keys list`. Null for a write without a key.',
  })
  keyPrefix!: string | null;

  @Field(() => String, { description: 'The name of the mutation.' })
  action!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The global ID of the target, which may no longer exist. Null if there was none yet.',
  })
  target!: string | null;

  @Field(() => AuditOutcome, { description: 'The outcome: done, refused or forbidden.' })
  outcome!: AuditOutcome;

  @Field(() => Int, {
    nullable: true,
    description: 'The number of the latest revision of the article after the write.',
  })
  revision!: number | null;

  @Field(() => [UserError], { description: 'The reasons why the write was refused.' })
  userErrors!: UserError[];

  @Field(() => String, { nullable: true, description: 'The scope that the API key lacked.' })
  missingScope!: string | null;
}

@ObjectType({ description: 'An audit entry and its cursor.' })
export class AuditEdge extends Edge {
  @Field(() => AuditEntry, NODE_FIELD)
  node!: AuditEntry;
}

@ObjectType({ description: 'A page of audit entries.' })
export class AuditConnection extends Connection {
  @Field(() => [AuditEdge], EDGES_FIELD)
  edges!: AuditEdge[];

  @Field(() => [AuditEntry], NODES_FIELD)
  nodes!: AuditEntry[];
}
