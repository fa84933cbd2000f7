import { Field, InterfaceType, ObjectType } from 'type-graphql';
import { UrlScalar } from '../../shared/scalars.js';

@InterfaceType({
  description: 'When an object was created and last changed, and who did it.',
  resolveType: (row: { __typename?: string }) => row.__typename,
})
export abstract class Provenance {
  /** Database ID. */
  id!: number;

  @Field(() => Date, { description: 'The time at which the object was created in Dateline.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'The time of the last change.' })
  updatedAt!: Date;
}

/** Names of the types that implement Provenance. */
export type ProvenanceTypeName =
  | 'Article'
  | 'Section'
  | 'Tag'
  | 'Author'
  | 'Front'
  | 'Menu'
  | 'Correction'
  | 'Series'
  | 'MediaFile'
  | 'Redirect'
  | 'Newsletter'
  | 'Webhook'
  | 'ApiKey'
  | 'PreviewLink'
  | 'LiveBlogEntry'
  | 'Job';

@ObjectType('Actor', { description: 'The API key or identity that made a change.' })
export class ActorSummary {
  @Field(() => String, {
    description: 'The name of the API key, or `subject (issuer)` of an identity.',
  })
  name!: string;

  @Field(() => String, {
    description: 'The readable start of the API key or identity, as `dateline keys list` shows it.',
  })
  keyPrefix!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The permanent ID of the identity at its issuer. Null for an API key.',
  })
  subject!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The issuer of the identity, e.g. the URL of its OpenID provider. Null for an API key.',
  })
  issuer!: string | null;
}

@ObjectType({ description: 'The source that an object was imported from, or that a program named for it.' })
export class Origin {
  @Field(() => String, {
    description:
      'The name of the source, e.g. `wordpress blog.example` or `cms`. That of a file is the host it was copied from.',
  })
  source!: string;

  /** Not `id`, by which client caches would take objects of different sources for one. */
  @Field(() => String, { description: 'The ID of the object at its source. That of a file is its URL.' })
  sourceId!: string;

  @Field(() => UrlScalar, {
    nullable: true,
    description: 'The URL of the object at its source. Null if the source does not name one.',
  })
  url!: string | null;

  @Field(() => UrlScalar, {
    nullable: true,
    description:
      'The page of the CMS on which an article is edited, of imports from WordPress and Ghost. Null for all others.',
  })
  editUrl!: string | null;

  @Field(() => Date, {
    description:
      'The time of the last import that changed an article; the time of the first import of another object.',
  })
  importedAt!: Date;
}

/** An origin as it is stored. */
export type StoredOrigin = Omit<Origin, 'editUrl'>;
