import { Field, ObjectType } from 'type-graphql';
import { UrlScalar } from '../../shared/scalars.js';

@ObjectType({ description: 'The publication whose content the API serves.' })
export class Site {
  @Field(() => String, { description: 'The name of the publication, as plain text.' })
  title!: string;

  @Field(() => String, {
    nullable: true,
    description: 'A sentence that describes the publication, as plain text.',
  })
  description!: string | null;

  @Field(() => UrlScalar, {
    description: "The URL of the site's front page. The `url` of every article begins with it.",
  })
  url!: string;

  @Field(() => String, {
    description: "The BCP 47 tag of the site's language, e.g. en or pt-BR.",
  })
  language!: string;
}
