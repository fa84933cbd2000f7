import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { AccessLevel } from '../../shared/article/access-level.js';
import { RichText } from '../article/rich-text.type.js';

registerEnumType(AccessLevel, {
  name: 'AccessLevel',
  description: 'The readers who may read the whole of an article.',
  valuesConfig: {
    PUBLIC: { description: 'Everybody.' },
    MEMBERS: { description: 'Members of the site.' },
    PAID: { description: 'Members of the site who pay.' },
  },
});

@ObjectType({
  description:
    'Who may read the whole of an article. The site knows its members; the gateway returns the whole body to requests with a grant: a key with the `members` scope and the header `x-perspective: members`, or the preview perspective.',
})
export class ArticleAccess {
  @Field(() => AccessLevel, { description: 'The readers who may read the whole article.' })
  level!: AccessLevel;

  @Field(() => Boolean, {
    description: 'True if the request may read the whole article. If false, `body` is the free preview.',
  })
  isGranted!: boolean;

  @Field(() => RichText, {
    nullable: true,
    description: 'The part of the body that everybody may read. Null if the level is PUBLIC.',
  })
  preview!: RichText | null;
}
