import { ArgsType, Field, InputType } from 'type-graphql';
import { ArticleFilter } from '../article/filter/article-filter.js';
import { ContentEventKind, ContentNodeType } from './content-events.type.js';

@InputType({ description: 'Filters for events of content. An event must match all of them.' })
export class ContentEventFilter {
  @Field(() => [ContentEventKind], {
    nullable: true,
    description: 'The kinds of change, at least one. Defaults to all.',
  })
  kinds?: string[] | null;

  @Field(() => [ContentNodeType], {
    nullable: true,
    description: 'The types of the changed objects, at least one. Defaults to all.',
  })
  nodeTypes?: string[] | null;

  @Field(() => ArticleFilter, {
    nullable: true,
    description:
      'Only events of articles. `isMatch` is false for an article that was deleted, has left the filter or never ' +
      'matched it. New articles that do not match are left out. At most 20 different filters per client.',
  })
  articles?: ArticleFilter | null;
}

@ArgsType()
export class ContentEventsArgs {
  @Field(() => ContentEventFilter, { nullable: true, description: 'The events to deliver. Defaults to all.' })
  filter?: ContentEventFilter | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The cursor of the last event received, or `contentEventCursor`. Later events are delivered first, without a ' +
      'gap. Fails with CURSOR_EXPIRED if the log no longer goes back that far; then reload the content and ' +
      'subscribe without a cursor. If omitted, events are delivered from now on.',
  })
  after?: string | null;
}
