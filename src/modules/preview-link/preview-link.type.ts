import { Field, ObjectType } from 'type-graphql';
import { Node } from '../node/node.type.js';
import { Provenance } from '../provenance/provenance.type.js';

/** A preview link as it is stored, without the hash of its token. */
export interface PreviewLinkRow {
  id: number;
  /** Database ID of the article or of the front with the draft; the other one is null. */
  articleId: number | null;
  frontId: number | null;
  name: string;
  createdAt: Date;
  updatedAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

@ObjectType({
  implements: [Node, Provenance],
  description:
    'A link that shows the draft of one article or front to one person for a limited time. Its token is shown once, when it is created.',
})
export class PreviewLink extends Node implements PreviewLinkRow {
  articleId!: number | null;
  frontId!: number | null;

  @Field(() => String, { description: 'The name of the person that the link is for.' })
  name!: string;

  createdAt!: Date;
  updatedAt!: Date;

  @Field(() => Date, { description: 'The time from which the link is refused.' })
  expiresAt!: Date;

  @Field(() => Date, {
    nullable: true,
    description: 'The time at which the link was revoked. Null if it was not.',
  })
  revokedAt!: Date | null;

  @Field(() => Date, {
    nullable: true,
    description: 'The time of its last use, to the minute. Null if it was never used.',
  })
  lastUsedAt!: Date | null;
}
