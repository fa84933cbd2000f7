import { ArgsType, Field } from 'type-graphql';

@ArgsType()
export class ArticleEventsArgs {
  @Field(() => String, {
    nullable: true,
    description:
      'Slug of a section: only what happens in it or below it, or is moved out of there. Of an unknown one nothing comes until there is one.',
  })
  section?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Slug of a tag: only articles that carry it, or have just lost it. Of an unknown one nothing comes until there is one.',
  })
  tag?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Slug of an article: only that one, also when the slug is now, or was till now, another.',
  })
  slug?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The cursor of the last event that the client knows: what has happened since comes first, without a gap. ' +
      'CURSOR_EXPIRED when that is no longer kept: then load anew, and subscribe without it. Left out: from now on.',
  })
  after?: string | null;
}
