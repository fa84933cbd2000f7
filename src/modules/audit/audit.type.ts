import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { UserError } from '../../mutations/mutation.type.js';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';

export enum AuditOutcome {
  DONE = 'DONE',
  REFUSED = 'REFUSED',
  FORBIDDEN = 'FORBIDDEN',
}
registerEnumType(AuditOutcome, {
  name: 'AuditOutcome',
  description: 'What came of a write.',
  valuesConfig: {
    DONE: { description: 'It was done.' },
    REFUSED: { description: 'Nothing was changed, for the reasons in userErrors.' },
    FORBIDDEN: { description: 'The key lacked a scope; nothing was looked at.' },
  },
});

@ObjectType({ description: 'Who wrote what with which key, and what came of it.' })
export class AuditEntry {
  id!: number;

  @Field(() => Date, { description: 'When it was tried.' })
  at!: Date;

  @Field(() => String, {
    description: 'Name that the key had; `schedule` for what was done because its time had come.',
  })
  keyName!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Readable start of the key, as `dateline keys list` shows it; null when it was without one.',
  })
  keyPrefix!: string | null;

  @Field(() => String, { description: "The mutation's name." })
  action!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'What it was done to, or was to be; the thing may be gone. Null when there was none yet.',
  })
  target!: string | null;

  @Field(() => AuditOutcome, { description: 'Whether it was done, refused or forbidden.' })
  outcome!: AuditOutcome;

  @Field(() => Int, { nullable: true, description: "The article's latest revision when it was done." })
  revision!: number | null;

  @Field(() => [UserError], { description: 'Why it was refused.' })
  userErrors!: UserError[];

  @Field(() => String, { nullable: true, description: 'The scope that the key lacked.' })
  missingScope!: string | null;
}

@ObjectType({ description: 'One of the entries of the audit, and its place there.' })
export class AuditEdge extends Edge {
  @Field(() => AuditEntry, NODE_FIELD)
  node!: AuditEntry;
}

@ObjectType({ description: 'A page of the audit.' })
export class AuditConnection extends Connection {
  @Field(() => [AuditEdge], EDGES_FIELD)
  edges!: AuditEdge[];

  @Field(() => [AuditEntry], NODES_FIELD)
  nodes!: AuditEntry[];
}
