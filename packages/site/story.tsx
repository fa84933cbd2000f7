import { ArticleHeader, NameList } from '@dateline/client/pages';
import { Body, Corrections, JsonLd, Picture, RelatedPosts } from '@dateline/client/react';
import { CountView, SignUp } from './browser';
import type { FrameFragment, StoryFragment } from './generated';
import { Frame, formats } from './parts';

/** The page of an article. */
export function Story({ data, story }: { data: FrameFragment; story: StoryFragment }) {
  const signUp = <SignUp newsletter={data.newsletters[0]} />;
  return (
    <Frame data={data} aside={<RelatedPosts articles={story.related} />}>
      <JsonLd seo={story.seo} />
      <article className="story" lang={story.language}>
        <ArticleHeader article={story} {...formats(data)} />
        {story.image && <Picture image={story.image} />}
        <div className="body">
          <Body
            body={story.body}
            insertAfter={(_, index, { length }) => index === 5 && length > 10 && signUp}
          />
        </div>
        <footer>
          <Corrections corrections={story.corrections} />
          <NameList items={story.tags} label="Tags" />
        </footer>
      </article>
      <CountView slug={story.slug} />
    </Frame>
  );
}
