import { Field, ObjectType } from 'type-graphql';
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
  description: 'A redirect that an editor created. Former paths of content redirect without one.',
})
export class Redirect extends Node {
  @Field(() => String, { name: 'from', description: 'The site-relative path that is redirected.' })
  path!: string;

  @Field(() => String, {
    name: 'to',
    description: 'The site-relative path, or the absolute URL of another site, to redirect to.',
  })
  target!: string;

  @Field(() => Boolean, {
    description: 'True to respond with 301 or 308, which clients remember; false for 302 or 307.',
  })
  isPermanent!: boolean;

  createdAt!: Date;
  updatedAt!: Date;
}

@ObjectType({ description: 'A redirect and its cursor in the list of redirects.' })
export class RedirectEdge extends Edge {
  @Field(() => Redirect, NODE_FIELD)
  node!: Redirect;
}

@ObjectType({ description: 'A page of the list of redirects.' })
export class RedirectConnection extends Connection {
  @Field(() => [RedirectEdge], EDGES_FIELD)
  edges!: RedirectEdge[];

  @Field(() => [Redirect], NODES_FIELD)
  nodes!: Redirect[];
}
