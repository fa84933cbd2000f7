import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'The article to translate, and the language of the new draft.' })
export class CreateTranslationInput {
  @Field(() => ID, {
    description: 'The ID of the article to translate. Fails with NOT_FOUND if there is none.',
  })
  of!: string;

  @Field(() => String, {
    description: 'The BCP 47 tag of the language, one of the site. TAKEN if the article has a version in it.',
  })
  language!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The headline, as plain text. At most 300 characters. That of the article if it is omitted.',
  })
  title?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The slug: lower-case letters, digits and hyphens, at most 200 characters. It is unique in the language. If omitted, it is derived from the title.',
  })
  slug?: string | null;
}

@InputType({ description: 'A translation, and the article that it translates.' })
export class LinkTranslationInput {
  @Field(() => ID, { description: 'The ID of the translation. Fails with NOT_FOUND if there is none.' })
  id!: string;

  @Field(() => ID, {
    description:
      'The ID of the article that it translates, in another language. Fails with NOT_FOUND if there is none. TAKEN if it has a version in the language of the translation.',
  })
  of!: string;
}

@InputType({ description: 'The article to take out of the group of its versions.' })
export class UnlinkTranslationInput {
  @Field(() => ID, { description: 'The ID of the article. Fails with NOT_FOUND if there is none.' })
  id!: string;
}
