import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { Tag as TagRow } from '../../database/generated/client.js';
import { Connection, Edge } from '../../shared/connection.js';
import { Node } from '../node/node.type.js';

@ObjectType({ implements: Node, description: 'A subject that articles have in common.' })
export class Tag extends Node implements TagRow {
  @Field(() => String)
  slug!: string;

  @Field(() => String)
  name!: string;
}

export enum TagOrder {
  MOST_USED = 'MOST_USED',
  NAME = 'NAME',
}
registerEnumType(TagOrder, {
  name: 'TagOrder',
  description: 'How a list of tags is sorted; equal ones by id.',
  valuesConfig: {
    MOST_USED: { description: 'Those with the most published articles first.' },
    NAME: { description: 'By name, from A to Z.' },
  },
});

@ObjectType({ description: 'One of a list of tags, and its place there.' })
export class TagEdge extends Edge {
  @Field(() => Tag)
  node!: Tag;
}

@ObjectType({ description: 'A page of a list of tags.' })
export class TagConnection extends Connection {
  @Field(() => [TagEdge])
  edges!: TagEdge[];

  @Field(() => [Tag], { description: 'The nodes of the edges, for who needs no cursors.' })
  nodes!: Tag[];
}
