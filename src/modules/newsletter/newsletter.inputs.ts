import { ArgsType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { ForwardArgs } from '../../shared/connection.js';
import { UserError } from '../editing/editing.type.js';
import { NewsletterSubscriptionStatus } from './newsletter-subscription.type.js';

@InputType({ description: 'Who wants to get which newsletter.' })
export class SubscribeToNewsletterInput {
  @Field(() => String, { description: 'Its slug.' })
  newsletter!: string;

  @Field(() => String, { description: 'The domain may be in any script.' })
  email!: string;
}

@InputType({ description: 'What the link in a mail has behind token=.' })
export class NewsletterTokenInput {
  @Field(() => String)
  token!: string;
}

@ArgsType()
export class NewsletterSubscriptionsArgs extends ForwardArgs {
  @Field(() => NewsletterSubscriptionStatus, { nullable: true, description: 'Any when left out.' })
  status?: NewsletterSubscriptionStatus | null;
}

@InputType({ description: 'A new newsletter. Nobody gets it until they sign up.' })
export class CreateNewsletterInput {
  @Field(() => String, { description: 'Small letters, digits and hyphens. It stays.' })
  slug!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String, { nullable: true, description: 'Plain text.' })
  description?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Five fields as cron has them; Fridays at seven when left out.',
  })
  schedule?: string | null;

  @Field(() => String, { nullable: true, description: 'IANA name, e.g. Europe/Dublin; UTC when left out.' })
  timeZone?: string | null;
}

@InputType({ description: 'Only the fields given change; null empties the description.' })
export class UpdateNewsletterInput {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => String, { nullable: true })
  description?: string | null;

  @Field(() => String, { nullable: true })
  schedule?: string | null;

  @Field(() => String, { nullable: true })
  timeZone?: string | null;
}

@InputType({
  description:
    'What the next issue is to say, in place of what was set before. What is left out is chosen when it is sent.',
})
export class PlanNewsletterIssueInput {
  @Field(() => ID, { description: 'Of the newsletter.' })
  newsletter!: string;

  @Field(() => String, {
    nullable: true,
    description: 'One line; the title of the first article when left out.',
  })
  subject?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Plain text above the articles; an empty line parts paragraphs.',
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
  @Field(() => ID, { description: 'Of the newsletter.' })
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
