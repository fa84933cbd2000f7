import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import {
  CreateNewsletterInput,
  NewsletterIssuePayload,
  NewsletterPayload,
  PlanNewsletterIssueInput,
  SendNewsletterIssueInput,
  SendNewsletterTestInput,
  UpdateNewsletterInput,
} from './newsletter.inputs.js';
import type { NewsletterService } from './newsletter.service.js';
import { Newsletter, NewsletterIssue } from './newsletter.type.js';

@Resolver(() => NewsletterPayload)
export class NewsletterMutationResolver {
  constructor(private readonly service: NewsletterService) {}

  @Authorized('newsletter:write')
  @Mutation(() => NewsletterPayload, {
    nullable: true,
    description:
      'Creates a newsletter. Readers can sign up for it at once. Requires an API key with the ' +
      '`newsletter:write` scope.',
  })
  createNewsletter(
    @Arg('input', () => CreateNewsletterInput, {
      description: 'The newsletter to create, with at least a slug and a name.',
    })
    input: CreateNewsletterInput,
    @Ctx() context: ActorContext,
  ): Promise<NewsletterPayload> {
    return this.service.create(getActor(context), input);
  }

  @Authorized('newsletter:write')
  @Mutation(() => NewsletterPayload, {
    nullable: true,
    description:
      'Updates a newsletter or its schedule. Requires an API key with the `newsletter:write` scope.',
  })
  updateNewsletter(
    @Arg('input', () => UpdateNewsletterInput, {
      description: 'The newsletter to update and the fields to change.',
    })
    input: UpdateNewsletterInput,
    @Ctx() context: ActorContext,
  ): Promise<NewsletterPayload> {
    return this.service.update(getActor(context), input);
  }

  @Authorized('newsletter:write')
  @Mutation(() => NewsletterPayload, {
    nullable: true,
    description:
      'Plans the content of the next issue, which `Newsletter.nextIssue` previews. Requires an API key ' +
      'with the `newsletter:write` scope.',
  })
  planNewsletterIssue(
    @Arg('input', () => PlanNewsletterIssueInput, {
      description: 'The newsletter and the content of its next issue.',
    })
    input: PlanNewsletterIssueInput,
    @Ctx() context: ActorContext,
  ): Promise<NewsletterPayload> {
    return this.service.plan(getActor(context), input);
  }

  @Authorized('newsletter:write')
  @Mutation(() => NewsletterIssuePayload, {
    nullable: true,
    description:
      'Sends the next issue to all active subscribers now, in addition to the schedule. Requires an API ' +
      'key with the `newsletter:write` scope.',
  })
  sendNewsletterIssue(
    @Arg('input', () => SendNewsletterIssueInput, {
      description: 'The newsletter to send. Fails with NOT_ALLOWED if there is nothing new to send.',
    })
    input: SendNewsletterIssueInput,
    @Ctx() context: ActorContext,
  ): Promise<NewsletterIssuePayload> {
    return this.service.send(getActor(context), input);
  }

  @Authorized('newsletter:write')
  @Mutation(() => NewsletterPayload, {
    nullable: true,
    description:
      'Sends the next issue to one address as a test, with "[Test]" before its subject. Neither the issue nor ' +
      'its articles count as sent. Requires an API key with the `newsletter:write` scope.',
  })
  sendNewsletterTest(
    @Arg('input', () => SendNewsletterTestInput, {
      description:
        'The newsletter and the address. Fails with NOT_ALLOWED if there is nothing new to send or the address ' +
        'is suppressed.',
    })
    input: SendNewsletterTestInput,
    @Ctx() context: ActorContext & Pick<Context, 'language'>,
  ): Promise<NewsletterPayload> {
    return this.service.sendTest(getActor(context), input, context.language);
  }

  @FieldResolver(() => Newsletter, {
    nullable: true,
    description: 'The newsletter. Null if the write was refused.',
  })
  newsletter(
    @Root() { newsletterId }: NewsletterPayload,
    @Ctx() context: Context,
  ): Promise<Newsletter | null> | null {
    return newsletterId === null ? null : context.newsletters.byId.load(newsletterId);
  }
}

@Resolver(() => NewsletterIssuePayload)
export class NewsletterIssuePayloadResolver {
  @FieldResolver(() => NewsletterIssue, {
    nullable: true,
    description: 'The issue. Null if nothing is sent.',
  })
  issue(
    @Root() { issueId }: NewsletterIssuePayload,
    @Ctx() context: Context,
  ): Promise<NewsletterIssue | null> | null {
    return issueId === null ? null : context.newsletters.issue.load(issueId);
  }
}
