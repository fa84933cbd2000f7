import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import { ConnectionArgs } from '../../shared/pagination/connection.js';
import { RichTextInput } from '../editing/editing.inputs.js';

const BLOG_ID =
  'The ID of the article of the live blog. Fails with NOT_FOUND if there is none, and with INVALID if its kind is not LIVE_BLOG.';
const ENTRY_ID = 'The ID of the entry. Fails with NOT_FOUND if there is none.';
const TITLE = 'The headline, as plain text. At most 300 characters.';
const AUTHORS =
  'The authors by ID, slug or name, in the order of the byline. At most 50; those that are missing are created.';

@ArgsType()
export class LiveBlogEntriesArgs extends ConnectionArgs {
  @Field(() => ID, {
    nullable: true,
    description:
      'The ID of an entry: returns `first` entries with it in the middle, for links to entries. Empty if readers cannot see it. Cannot be combined with cursors.',
  })
  around?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: 'True for key events only.' })
  keyEventsOnly!: boolean;
}

@InputType({ description: 'The live blog to act on.' })
export class LiveBlogActionInput {
  @Field(() => ID, { description: BLOG_ID })
  id!: string;
}

@InputType({ description: 'The live blog to start.' })
export class StartLiveBlogInput extends LiveBlogActionInput {
  @Field(() => Date, {
    nullable: true,
    description:
      'The time at which the coverage began. Now if it is omitted and the coverage has not begun. INVALID in the future.',
  })
  startedAt?: Date | null;
}

@InputType({ description: 'The live blog to end.' })
export class EndLiveBlogInput extends LiveBlogActionInput {
  @Field(() => Date, {
    nullable: true,
    description:
      'The time at which the coverage ended. Now if it is omitted. INVALID in the future, and before the start.',
  })
  endedAt?: Date | null;
}

@InputType({ description: 'The live blog and its new summary.' })
export class UpdateLiveBlogInput extends LiveBlogActionInput {
  @Field(() => RichTextInput, {
    nullable: true,
    description: 'A summary of the coverage so far. Null removes it.',
  })
  summary?: RichTextInput | null;
}

@InputType({ description: 'An entry to add to a live blog.' })
export class AddLiveBlogEntryInput {
  @Field(() => ID, { description: `${BLOG_ID} NOT_ALLOWED if it has ended.` })
  liveBlog!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'A key that the client chooses, at most 200 characters. A retry with the same key and content adds nothing and returns the entry of the first; CONFLICT with other content.',
  })
  key?: string | null;

  @Field(() => String, { nullable: true, description: `${TITLE} Required without \`body\`.` })
  title?: string | null;

  @Field(() => RichTextInput, { nullable: true, description: 'The body. Required without `title`.' })
  body?: RichTextInput | null;

  @Field(() => [String], { nullable: true, description: AUTHORS })
  authors?: string[] | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'True for an entry that sums up what has happened so far. A live blog has at most 100.',
  })
  isKeyEvent!: boolean;

  @Field(() => Date, {
    nullable: true,
    description:
      'The time that readers see, by which entries are ordered. Now if it is omitted. INVALID in the future.',
  })
  publishedAt?: Date | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'True to save the entry for `publishLiveBlogEntry`. If false, an API key with the `publish` scope is required.',
  })
  isDraft!: boolean;
}

@InputType({ description: 'The entry to change and the fields to change. Those that are left out stay.' })
export class UpdateLiveBlogEntryInput {
  @Field(() => ID, { description: ENTRY_ID })
  id!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The revision that the editor has seen. CONFLICT if the entry was changed in the meantime.',
  })
  expectedRevision?: number | null;

  @Field(() => String, { nullable: true, description: `${TITLE} Null removes it.` })
  title?: string | null;

  @Field(() => RichTextInput, { nullable: true, description: 'The body. Null removes it.' })
  body?: RichTextInput | null;

  @Field(() => [String], { nullable: true, description: `${AUTHORS} Null removes all.` })
  authors?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'True for a key event. Null changes nothing.' })
  isKeyEvent?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      'A correction of an error, which is shown with the entry: plain text of at most 2,000 characters. An entry has at most 20.',
  })
  correction?: string | null;
}

@InputType({ description: 'The entry of a live blog to act on.' })
export class LiveBlogEntryActionInput {
  @Field(() => ID, { description: ENTRY_ID })
  id!: string;
}
