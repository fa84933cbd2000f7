import { ArgsType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { UserError } from '../../mutations/mutation.type.js';
import { ForwardConnectionArgs } from '../../shared/pagination/connection.js';
import { NewsletterSubscriptionStatus } from './subscribers/newsletter-subscription.type.js';

export const TOKEN_DESCRIPTION = 'What stands behind token= in the link.';
const NEWSLETTER_ID = 'Of the newsletter; NOT_FOUND when there is none.';
const NAME = 'Plain text on one line, at most 100 characters.';
const DESCRIPTION = 'Plain text, at most 500 characters.';
const SCHEDULE = 'Five fields as cron has them, e.g. 0 7 * * 5 for Fridays at seven.';
const TIME_ZONE = 'IANA name, e.g. Europe/Dublin.';

@InputType({ description: 'Who wants to get which newsletter.' })
export class SubscribeToNewsletterInput {
  @Field(() => String, { description: 'Its slug; NOT_FOUND when there is none.' })
  newsletter!: string;

  @Field(() => String, { description: 'The domain may be in any script.' })
  email!: string;
}

@InputType({ description: 'What a reader was mailed a link with.' })
export class NewsletterTokenInput {
  @Field(() => String, { description: `${TOKEN_DESCRIPTION} NOT_FOUND when it is none of ours.` })
  token!: string;
}

@ArgsType()
export class NewsletterSubscriptionsArgs extends ForwardConnectionArgs {
  @Field(() => NewsletterSubscriptionStatus, { nullable: true, description: 'Any when left out.' })
  status?: NewsletterSubscriptionStatus | null;
}

@InputType({ description: 'A new newsletter. Nobody gets it until they sign up.' })
export class CreateNewsletterInput {
  @Field(() => String, {
    description: 'Small letters, digits and hyphens, at most 60; TAKEN when another has it. It stays.',
  })
  slug!: string;

  @Field(() => String, { description: NAME })
  name!: string;

  @Field(() => String, { nullable: true, description: DESCRIPTION })
  description?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `${SCHEDULE} That is it when left out.`,
  })
  schedule?: string | null;

  @Field(() => String, { nullable: true, description: `${TIME_ZONE} UTC when left out.` })
  timeZone?: string | null;
}

@InputType({ description: 'Only the fields given change; null empties the description.' })
export class UpdateNewsletterInput {
  @Field(() => ID, { description: NEWSLETTER_ID })
  id!: string;

  @Field(() => String, { nullable: true, description: NAME })
  name?: string | null;

  @Field(() => String, { nullable: true, description: DESCRIPTION })
  description?: string | null;

  @Field(() => String, { nullable: true, description: `${SCHEDULE} The next issue is due by it.` })
  schedule?: string | null;

  @Field(() => String, { nullable: true, description: TIME_ZONE })
  timeZone?: string | null;
}

@InputType({
  description:
    'What the next issue is to say, in place of what was set before. What is left out is chosen when it is sent.',
})
export class PlanNewsletterIssueInput {
  @Field(() => ID, { description: NEWSLETTER_ID })
  newsletter!: string;

  @Field(() => String, {
    nullable: true,
    description: 'One line, at most 200 characters; the title of the first article when left out.',
  })
  subject?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Plain text above the articles, at most 4,000 characters; an empty line parts paragraphs.',
  })
  intro?: string | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Published articles, first to last, at most 30; what is read most and newest when left out.',
  })
  articles?: string[] | null;
}

@InputType({ description: 'Which newsletter.' })
export class SendNewsletterIssueInput {
  @Field(() => ID, { description: NEWSLETTER_ID })
  newsletter!: string;
}

@ObjectType({ description: 'What came of a write to a newsletter.' })
export class NewsletterPayload {
  newsletterId!: number | null;

  @Field(() => [UserError], { description: 'Empty when the write was done.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'What came of sending an issue.' })
export class NewsletterIssuePayload {
  issueId!: number | null;

  @Field(() => [UserError], { description: 'Empty when the issue is on its way.' })
  userErrors!: UserError[];
}
