import { GraphQLURL } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';

@ObjectType({ description: 'The publication whose content this graph holds.' })
export class Site {
  @Field(() => String, { description: 'What the publication is called; plain text.' })
  title!: string;

  @Field(() => String, { nullable: true, description: 'What the publication is, in a sentence; plain text.' })
  description!: string | null;

  @Field(() => GraphQLURL, {
    description: "Address of the site's front page; the `url` of every article begins with it.",
  })
  url!: string;

  @Field(() => String, {
    description: 'BCP 47 tag of the language that the site is written in, e.g. en or pt-BR.',
  })
  language!: string;
}
