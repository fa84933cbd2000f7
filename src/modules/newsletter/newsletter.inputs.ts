import { ArgsType, Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import type { ClassOf } from '../../fields/graphql-fields.js';
import { UserError } from '../../mutations/mutation.type.js';
import { registerOrders } from '../../shared/lists/list.js';
import { createListArgs } from '../../shared/lists/list-args.js';
import { DeclareFilter, type FilterValues } from '../../shared/lists/list-condition.js';
import { LookupInput } from '../../shared/references/lookup.js';
import { NewsletterSubscriptionStatus } from './subscribers/newsletter-subscription.type.js';
import { SUBSCRIPTION_LIST } from './subscribers/subscription-list.js';

export const TOKEN_DESCRIPTION = 'The value of the `token` parameter of the link.';
const NEWSLETTER_ID = 'The ID of the newsletter. Fails with NOT_FOUND if there is none.';
const NEWSLETTER = 'The ID or slug of the newsletter. Fails with NOT_FOUND if there is none.';
const NAME = 'The name, as plain text on one line of at most 100 characters.';
const DESCRIPTION = 'The description, as plain text. At most 500 characters.';
const SCHEDULE = 'A cron expression of five fields, e.g. 0 7 * * 5 for Fridays at seven.';
const LANGUAGE =
  'The BCP 47 tag of the language of the articles and mails, one of the site. Null for that of each subscriber.';
const TRANSLATIONS =
  'The name and the description in further languages of the site. Languages that are left out keep theirs.';
const TIME_ZONE = 'The IANA name of the time zone, e.g. Europe/Dublin.';

@Directive('@oneOf')
@InputType({ description: 'A key of a newsletter. Its slug never changes.' })
export class NewsletterBy extends LookupInput {}

@InputType({ description: 'A sign-up of an email address for a newsletter.' })
export class SubscribeToNewsletterInput {
  @Field(() => String, { description: NEWSLETTER })
  newsletter!: string;

  @Field(() => String, { description: 'The email address. Its domain may be in any script.' })
  email!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The BCP 47 tag of the language of the mails, one of the site. Defaults to that of the request. A newsletter ' +
      'with a language ignores it.',
  })
  language?: string | null;
}

@InputType({ description: 'The token of a link that was mailed to a reader.' })
export class NewsletterTokenInput {
  @Field(() => String, { description: `${TOKEN_DESCRIPTION} Fails with NOT_FOUND if the token is unknown.` })
  token!: string;
}

const { conditions, orders } = SUBSCRIPTION_LIST;

@DeclareFilter(conditions)
@InputType({ description: 'Filters for subscriptions. A subscription must match all of them.' })
export class NewsletterSubscriptionFilter extends (Object as ClassOf<FilterValues<typeof conditions>>) {}

export const NewsletterSubscriptionOrder = registerOrders(
  'NewsletterSubscriptionOrder',
  'subscriptions',
  orders,
);

@ArgsType()
export class NewsletterSubscriptionsArgs extends createListArgs(
  'subscriptions',
  NewsletterSubscriptionFilter,
  NewsletterSubscriptionOrder,
  'NEWEST',
) {
  @Field(() => NewsletterSubscriptionStatus, {
    nullable: true,
    deprecationReason: 'Use `filter.status`. Removed after 2027-06-01.',
    description: 'The status of the subscriptions. Returns those of any status if omitted.',
  })
  status?: NewsletterSubscriptionStatus | null;
}

@InputType({ description: 'The name and the description of a newsletter in a further language of the site.' })
export class NewsletterTranslationInput {
  @Field(() => String, {
    description: 'The BCP 47 tag of a further language of the site. INVALID for the primary language.',
  })
  language!: string;

  @Field(() => String, {
    nullable: true,
    description: `${NAME} That of the primary language stands in for a missing one.`,
  })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `${DESCRIPTION} That of the primary language stands in for a missing one.`,
  })
  description?: string | null;
}

@InputType({ description: 'A new newsletter. It has no subscribers until readers sign up.' })
export class CreateNewsletterInput {
  @Field(() => String, {
    description:
      'The slug: lower-case letters, digits and hyphens, at most 60 characters. TAKEN if another ' +
      'newsletter has it. It cannot be changed later.',
  })
  slug!: string;

  @Field(() => String, { description: NAME })
  name!: string;

  @Field(() => String, { nullable: true, description: DESCRIPTION })
  description?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `${SCHEDULE} The example is the default.`,
  })
  schedule?: string | null;

  @Field(() => String, { nullable: true, description: `${TIME_ZONE} Defaults to the time zone of the site.` })
  timeZone?: string | null;

  @Field(() => String, { nullable: true, description: LANGUAGE })
  language?: string | null;

  @Field(() => [NewsletterTranslationInput], { nullable: true, description: TRANSLATIONS })
  translations?: NewsletterTranslationInput[] | null;
}

@InputType({
  description:
    'The fields to change in a newsletter; omitted fields stay. Null clears the description and the language.',
})
export class UpdateNewsletterInput {
  @Field(() => ID, { description: NEWSLETTER_ID })
  id!: string;

  @Field(() => String, { nullable: true, description: NAME })
  name?: string | null;

  @Field(() => String, { nullable: true, description: DESCRIPTION })
  description?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `${SCHEDULE} The next issue is rescheduled accordingly.`,
  })
  schedule?: string | null;

  @Field(() => String, { nullable: true, description: TIME_ZONE })
  timeZone?: string | null;

  @Field(() => String, { nullable: true, description: LANGUAGE })
  language?: string | null;

  @Field(() => [NewsletterTranslationInput], { nullable: true, description: TRANSLATIONS })
  translations?: NewsletterTranslationInput[] | null;
}

@InputType({
  description:
    'The content of the next issue, which replaces an earlier plan. Omitted fields are chosen when the ' +
    'issue is sent.',
})
export class PlanNewsletterIssueInput {
  @Field(() => String, { description: NEWSLETTER })
  newsletter!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The subject, one line of at most 200 characters. Defaults to the title of the first article.',
  })
  subject?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'An introduction above the articles, as plain text of at most 4,000 characters. Empty lines separate ' +
      'paragraphs.',
  })
  intro?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'The IDs or slugs of published articles in order, at most 30. Defaults to the most read and newest ones.',
  })
  articles?: string[] | null;
}

@InputType({ description: 'The newsletter to send.' })
export class SendNewsletterIssueInput {
  @Field(() => String, { description: NEWSLETTER })
  newsletter!: string;
}

@InputType({ description: 'The newsletter whose next issue is sent as a test, and the address.' })
export class SendNewsletterTestInput {
  @Field(() => String, { description: NEWSLETTER })
  newsletter!: string;

  @Field(() => String, { description: 'The email address, which need not be subscribed.' })
  email!: string;
}

@ObjectType({ description: 'The result of a write to a newsletter.' })
export class NewsletterPayload {
  newsletterId!: number | null;

  @Field(() => [UserError], { description: 'The errors in the input. Empty if the write succeeded.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'The result of sending an issue.' })
export class NewsletterIssuePayload {
  issueId!: number | null;

  @Field(() => [UserError], { description: 'The errors in the input. Empty if the issue is being sent.' })
  userErrors!: UserError[];
}
