import { FrontContainer } from '@dateline/client/fronts';
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
import { NewStoriesLink } from '../../../browser';
import { load } from '../../../dateline';
import type { FrontQuery, HomeQuery, PageQuery, StoryFragment } from '../../../generated';
import { FrontDocument, HomeDocument, PageDocument } from '../../../generated';
import { LiveBlog } from '../../../live-blog';
import { Frame, formats, Problems } from '../../../parts';

export const instant = false;
export const ensureStatic = 'navigation';

// Pages are rendered when they are first requested. Next wants one path for the build all the same.
const PLACEHOLDER = '~';
export const generateStaticParams = () => [{ path: [PLACEHOLDER] }];

/** The width of the largest picture of a page. */
const LEAD = '(min-width: 60rem) 54rem, 100vw';

type Props = PageProps<'/~content/[[...path]]'>;

async function loadPage({ params }: Props) {
  const { path: names = [] } = await params;
  if (names[0] === PLACEHOLDER) notFound();
  const path = `/${names.map(decodeURIComponent).join('/')}`;
  const page = names.length > 0 ? await load(PageDocument, { path }) : null;
  if (!page || page.route.front) {
    const data = await load(FrontDocument, { path });
    if (data.front) return { data, path, front: data.front, seo: data.front.seo };
  }
  if (!page) {
    const home = await load(HomeDocument, {});
    return { home, seo: home.site.seo };
  }
  const { node } = page.route;
  return node && 'seo' in node ? { data: page, node, seo: node.seo } : notFound();
}

export async function generateMetadata(props: Props) {
  const { seo, node } = await loadPage(props);
  return metadata(seo, node && 'feeds' in node ? node.feeds : []);
}

export default async function Page(props: Props) {
  const { home, data, path, front, node } = await loadPage(props);
  if (home) return <Home data={home} />;
  if (front) return <Front data={data} path={path} front={front} />;
  if (node.__typename === 'Article') return <Story data={data} story={node} />;
  return <Listing data={data} node={node} />;
}

/** The class of the list of a container, by its layout. */
const LAYOUTS: Record<string, string> = { FEATURE: 'lead', ROW: 'row', NUMBERED: 'numbered' };

interface FrontProps {
  data: FrontQuery;
  path: string;
  front: NonNullable<FrontQuery['front']>;
}

function Front({ data, path, front: { title, seo, containers } }: FrontProps) {
  const isFront = path === '/';
  return (
    <Frame data={data} isFront={isFront} heading={isFront ? null : (title ?? seo.title)}>
      <JsonLd seo={seo} />
      <Problems path={path} />
      {isFront && <NewStoriesLink />}
      {containers.map((container, index) => (
        <FrontContainer
          key={container.id}
          className={LAYOUTS[container.layout] ?? 'list'}
          container={container}
          {...(index === 0 ? { priority: true, sizes: LEAD, level: 2 } : {})}
        />
      ))}
    </Frame>
  );
}

/** The front page of a site that has no front. */
function Home({ data }: { data: HomeQuery }) {
  return (
    <Frame data={data} isFront>
      <JsonLd seo={data.site.seo} />
      <NewStories />
      <ArticleList className="lead" priority sizes={LEAD} articles={data.latest.nodes} {...formats(data)} />
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
