import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import {
  CreateNewsletterInput,
  NewsletterIssuePayload,
  NewsletterPayload,
  PlanNewsletterIssueInput,
  SendNewsletterIssueInput,
  UpdateNewsletterInput,
} from './newsletter.inputs.js';
import type { NewsletterContext } from './newsletter.loaders.js';
import type { NewsletterService } from './newsletter.service.js';
import { Newsletter, NewsletterIssue } from './newsletter.type.js';

@Resolver(() => NewsletterPayload)
export class NewsletterMutationResolver {
  constructor(private readonly service: NewsletterService) {}

  @Authorized('newsletter:write')
  @Mutation(() => NewsletterPayload, {
    description: 'Sets up a newsletter; readers can sign up for it at once.',
  })
  createNewsletter(
    @Arg('input', () => CreateNewsletterInput, { description: 'What it is: a slug and a name at least.' })
    input: CreateNewsletterInput,
    @Ctx() context: ActorContext,
  ): Promise<NewsletterPayload> {
    return this.service.create(getActor(context), input);
  }

  @Authorized('newsletter:write')
  @Mutation(() => NewsletterPayload, { description: 'Changes a newsletter or when it is sent.' })
  updateNewsletter(
    @Arg('input', () => UpdateNewsletterInput, {
      description: 'Which newsletter, and what of it is to change.',
    })
    input: UpdateNewsletterInput,
    @Ctx() context: ActorContext,
  ): Promise<NewsletterPayload> {
    return this.service.update(getActor(context), input);
  }

  @Authorized('newsletter:write')
  @Mutation(() => NewsletterPayload, {
    description: 'Sets what the next issue says. Newsletter.nextIssue shows what comes of it.',
  })
  planNewsletterIssue(
    @Arg('input', () => PlanNewsletterIssueInput, {
      description: 'Which newsletter, and what its next issue is to say.',
    })
    input: PlanNewsletterIssueInput,
    @Ctx() context: ActorContext,
  ): Promise<NewsletterPayload> {
    return this.service.plan(getActor(context), input);
  }

  @Authorized('newsletter:write')
  @Mutation(() => NewsletterIssuePayload, {
    description: 'Sends the next issue now, beside the schedule, to everyone who is subscribed.',
  })
  sendNewsletterIssue(
    @Arg('input', () => SendNewsletterIssueInput, {
      description: 'Which newsletter; NOT_ALLOWED when there is nothing new to send.',
    })
    input: SendNewsletterIssueInput,
    @Ctx() context: ActorContext,
  ): Promise<NewsletterIssuePayload> {
    return this.service.send(getActor(context), input);
  }

  @FieldResolver(() => Newsletter, { nullable: true, description: 'Null when the write was refused.' })
  newsletter(
    @Root() { newsletterId }: NewsletterPayload,
    @Ctx() { newsletters }: NewsletterContext,
  ): Promise<Newsletter | null> | null {
    return newsletterId === null ? null : newsletters.byId.load(newsletterId);
  }
}

@Resolver(() => NewsletterIssuePayload)
export class NewsletterIssuePayloadResolver {
  @FieldResolver(() => NewsletterIssue, { nullable: true, description: 'Null when nothing is sent.' })
  issue(
    @Root() { issueId }: NewsletterIssuePayload,
    @Ctx() { newsletters }: NewsletterContext,
  ): Promise<NewsletterIssue | null> | null {
    return issueId === null ? null : newsletters.issue.load(issueId);
  }
}
