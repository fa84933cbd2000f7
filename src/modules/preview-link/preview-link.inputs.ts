import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { UserError } from '../../mutations/mutation.type.js';
import { PreviewLink } from './preview-link.type.js';

const DRAFT_ID = 'The ID of the article or front. Fails with NOT_FOUND if there is none.';

@InputType({ description: 'The preview link to create.' })
export class CreatePreviewLinkInput {
  @Field(() => ID, { description: DRAFT_ID })
  id!: string;

  @Field(() => String, {
    description: 'The name of the person that the link is for, who sees it too. At most 100 characters.',
  })
  name!: string;

  @Field(() => Date, {
    nullable: true,
    description:
      'The time from which the link is refused. INVALID if it is past or more than 30 days ahead. Defaults to 7 days ahead.',
  })
  expiresAt?: Date | null;
}

@InputType({ description: 'The preview links to revoke.' })
export class RevokePreviewLinksInput {
  @Field(() => ID, { description: DRAFT_ID })
  id!: string;

  @Field(() => [ID], {
    nullable: true,
    description:
      'The IDs of the links. Fails with NOT_FOUND if one is not a link of it in use. Defaults to all of them.',
  })
  linkIds?: string[] | null;
}

@ObjectType({ description: 'The result of creating a preview link.' })
export class CreatePreviewLinkPayload {
  @Field(() => PreviewLink, {
    nullable: true,
    description: 'The preview link. Null if it was not created.',
  })
  previewLink!: PreviewLink | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The token of the link, which the site sends as `Authorization: Bearer <token>`. It is not stored: null in ' +
      'the answer to a repeated request, and if the link was not created.',
  })
  token!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The address to give to the person, made of `SITE_PREVIEW_URL` and the token. Null where `token` is null.',
  })
  url!: string | null;

  @Field(() => [UserError], { description: 'The errors in the input. Empty if the link was created.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'The result of revoking preview links.' })
export class RevokePreviewLinksPayload {
  @Field(() => [PreviewLink], {
    description: 'The links that were revoked. Empty if there were none in use.',
  })
  previewLinks!: PreviewLink[];

  @Field(() => [UserError], { description: 'The errors in the input. Empty if the links were revoked.' })
  userErrors!: UserError[];
}
