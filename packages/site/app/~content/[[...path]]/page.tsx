import { metadata } from '@dateline/client/next';
import { ArticleHeader, ArticleList, findBox, ListHeader, NameList, Pager } from '@dateline/client/pages';
import {
  Beacon,
  Body,
  Corrections,
  JsonLd,
  NewStories,
  NewsletterBox,
  Picture,
  SeriesBox,
} from '@dateline/client/react';
import { notFound } from 'next/navigation';
import { load } from '../../../dateline';
import type { FrontQuery, PageQuery, StoryFragment } from '../../../generated';
import { FrontDocument, PageDocument } from '../../../generated';
import { LiveBlog } from '../../../live-blog';
import { Frame, formats } from '../../../parts';

export const instant = false;
export const ensureStatic = 'navigation';

// Pages are rendered when they are first requested. Next wants one path for the build all the same.
const PLACEHOLDER = '~';
export const generateStaticParams = () => [{ path: [PLACEHOLDER] }];

/** The width of the largest picture of a page. */
const LEAD = '(min-width: 60rem) 54rem, 100vw';

type Props = PageProps<'/~content/[[...path]]'>;

async function loadPage({ params }: Props) {
  const { path = [] } = await params;
  if (path[0] === PLACEHOLDER) notFound();
  if (path.length === 0) return { data: await load(FrontDocument, {}) };
  const data = await load(PageDocument, { path: `/${path.map(decodeURIComponent).join('/')}` });
  const { node } = data.route;
  return node && 'seo' in node ? { data, node } : notFound();
}

export async function generateMetadata(props: Props) {
  const { data, node } = await loadPage(props);
  return node ? metadata(node.seo, 'feeds' in node ? node.feeds : []) : metadata(data.site.seo);
}

export default async function Page(props: Props) {
  const { data, node } = await loadPage(props);
  if (!node) return <Front data={data} />;
  if (node.__typename === 'Article') return <Story data={data} story={node} />;
  return <Listing data={data} node={node} />;
}

function Front({ data }: { data: FrontQuery }) {
  return (
    <Frame data={data} isFront>
      <JsonLd seo={data.site.seo} />
      <NewStories />
      <ArticleList className="lead" priority sizes={LEAD} articles={data.latest.nodes} {...formats(data)} />
      {data.sections.map(({ id, name, path, articles: { nodes } }) => (
        <ArticleList
          key={id}
          className="row"
          heading={<a href={path}>{name}</a>}
          level={3}
          articles={nodes}
          {...formats(data)}
        />
      ))}
    </Frame>
  );
}

/** The page of an article. */
function Story({ data, story }: { data: PageQuery; story: StoryFragment }) {
  const boxes = story.section?.boxes ?? data.site.boxes;
  const box = findBox(boxes, 'RELATED');
  const related = box ? story.related.map(({ article }) => article) : [];
  const signUp = <NewsletterBox box={findBox(boxes, 'NEWSLETTER')} />;
  return (
    <Frame data={data} sectionBoxes={boxes}>
      <JsonLd seo={story.seo} />
      <article className="story" lang={story.language}>
        <ArticleHeader article={story} {...formats(data)} />
        {story.image && <Picture priority sizes={LEAD} image={story.image} />}
        <div className="body">
          <Body
            body={story.body}
            insertAfter={(_, index, { length }) => index === 5 && length > 10 && signUp}
          />
        </div>
        <SeriesBox part={story.seriesPart} />
        {story.kind === 'LIVE_BLOG' && <LiveBlog slug={story.slug} {...formats(data)} />}
        <footer>
          <Corrections corrections={story.corrections} />
          <NameList items={story.tags} label="Tags" />
        </footer>
      </article>
      <ArticleList className="row" heading={box?.title} level={3} articles={related} {...formats(data)} />
      <Beacon slug={story.slug} />
    </Frame>
  );
}

type ListNode = Extract<PageQuery['route']['node'], { __typename: 'Author' | 'Section' | 'Series' | 'Tag' }>;

/** The page of a section, tag, author or series. The archive has the older articles of the first three. */
function Listing({ data, node }: { data: PageQuery; node: ListNode }) {
  const { nodes, pageInfo } = node.articles;
  const query = { [node.__typename.toLowerCase()]: node.slug };
  return (
    <Frame data={data} sectionBoxes={node.__typename === 'Section' ? node.boxes : undefined}>
      <JsonLd seo={node.seo} />
      <ListHeader className="heading" node={node} />
      <ArticleList priority articles={nodes} {...formats(data)} />
      {node.__typename !== 'Series' && (
        <Pager path="/archive" query={query} hasNextPage={pageInfo.hasNextPage} />
      )}
    </Frame>
  );
}
