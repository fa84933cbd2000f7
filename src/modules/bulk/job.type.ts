import { Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../node/node.type.js';
import { Provenance } from '../provenance/provenance.type.js';

@ObjectType({
  implements: [Node, Provenance],
  description:
    'Work that goes on after the request that began it. It survives restarts. Stored for 30 days after its end. Requires an API key with the `write` scope.',
})
export class Job implements Node, Provenance {
  id!: number;

  createdAt!: Date;
  updatedAt!: Date;

  @Field(() => Date, { nullable: true, description: 'The time at which it ended. Null until then.' })
  finishedAt!: Date | null;

  @Field(() => Int, { description: 'The number of articles that it changes.' })
  total!: number;

  @Field(() => Int, { description: 'The number of articles that were changed or refused.' })
  done!: number;

  @Field(() => Int, { description: 'The number of articles that were refused.' })
  failed!: number;
}
