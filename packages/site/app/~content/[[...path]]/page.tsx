import { editable } from '@dateline/client/edit';
import { FrontContainer } from '@dateline/client/fronts';
import { metadata } from '@dateline/client/next';
import { ArticleHeader, ArticleList, findBox, ListHeader, NameList, Pager } from '@dateline/client/pages';
import { Beacon, Body, Corrections, JsonLd, NewsletterBox, Picture, SeriesBox } from '@dateline/client/react';
import { notFound } from 'next/navigation';
import { Stories } from '../../../browser';
import { load } from '../../../dateline';
import type { FrontQuery, HomeQuery, PageQuery, StoryFragment } from '../../../generated';
import { FrontDocument, HomeDocument, PageDocument } from '../../../generated';
import { findLanguage, getPrefix, getTexts, type Texts } from '../../../languages';
import { LiveBlog } from '../../../live-blog';
import { Frame, formats, getFormTexts, Problems } from '../../../parts';

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
  const language = findLanguage(path);
  const isHome = path === (getPrefix(language) || '/');
  const page = isHome ? null : await load(PageDocument, { path }, language);
  if (!page || page.route.front) {
    const data = await load(FrontDocument, { path }, language);
    if (data.front) return { language, data, path, front: data.front, seo: data.front.seo };
  }
  if (!page) {
    const home = await load(HomeDocument, {}, language);
    return { language, home, seo: home.site.seo };
  }
  const { node } = page.route;
  return node && 'seo' in node ? { language, data: page, node, seo: node.seo } : notFound();
}

export async function generateMetadata(props: Props) {
  const { seo, node, data, home } = await loadPage(props);
  return metadata(seo, node && 'feeds' in node ? node.feeds : (data ?? home).site.feeds);
}

export default async function Page(props: Props) {
  const { language, home, data, path, front, node } = await loadPage(props);
  const locale = { language, texts: await getTexts(language) };
  if (home) return <Home data={home} {...locale} />;
  if (front) return <Front data={data} path={path} front={front} {...locale} />;
  if (node.__typename === 'Article') return <Story data={data} story={node} {...locale} />;
  return <Listing data={data} node={node} {...locale} />;
}

/** The class of the list of a container, by its layout. */
const LAYOUTS: Record<string, string> = { FEATURE: 'lead', ROW: 'row', NUMBERED: 'numbered' };

/** The language of a page, and the texts of the site in it. */
interface Locale {
  language: string;
  texts: Texts;
}

interface FrontProps extends Locale {
  data: FrontQuery;
  path: string;
  front: NonNullable<FrontQuery['front']>;
}

function Front({ data, path, front: { title, seo, containers }, language, texts }: FrontProps) {
  const prefix = getPrefix(language);
  const isFront = path === (prefix || '/');
  return (
    <Frame data={data} language={language} isFront={isFront} heading={isFront ? null : (title ?? seo.title)}>
      <JsonLd seo={seo} />
      <Problems path={path} />
      {isFront && <Stories texts={[texts.newStory, texts.newStories]} href={`${prefix}/archive`} />}
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
function Home({ data, language, texts }: Locale & { data: HomeQuery }) {
  const shown = formats(data, language);
  return (
    <Frame data={data} language={language} isFront>
      <JsonLd seo={data.site.seo} />
      <Stories texts={[texts.newStory, texts.newStories]} />
      <ArticleList className="lead" priority sizes={LEAD} articles={data.latest.nodes} {...shown} />
    </Frame>
  );
}

/** The page of an article. */
function Story({ data, story, language, texts }: Locale & { data: PageQuery; story: StoryFragment }) {
  const shown = formats(data, language);
  const boxes = story.section?.boxes ?? data.site.boxes;
  const box = findBox(boxes, 'RELATED');
  const related = box ? story.related.map(({ article }) => article) : [];
  const signUp = <NewsletterBox box={findBox(boxes, 'NEWSLETTER')} {...getFormTexts(texts, language)} />;
  return (
    <Frame data={data} language={language} translations={story.translations} sectionBoxes={boxes}>
      <JsonLd seo={story.seo} />
      <article className="story" lang={story.language}>
        <ArticleHeader
          article={story}
          formatMinutes={(minutes) => texts.minutes.replace('{count}', `${minutes}`)}
          updated={texts.updated}
          {...shown}
        />
        {story.image && <Picture priority sizes={LEAD} image={story.image} />}
        <div className="body" {...editable(story.body)}>
          <Body
            body={story.body}
            scrollTables
            insertAfter={(_, index, { length }) => index === 5 && length > 10 && signUp}
          />
        </div>
        <SeriesBox part={story.seriesPart} previous={texts.previousPart} next={texts.nextPart} />
        {story.kind === 'LIVE_BLOG' && <LiveBlog slug={story.slug} texts={texts} {...shown} />}
        <footer>
          <Corrections corrections={story.corrections} heading={texts.corrections} {...shown} />
          <NameList items={story.tags} label={texts.tags} />
        </footer>
      </article>
      <ArticleList className="row" heading={box?.title} level={3} articles={related} {...shown} />
      <Beacon slug={story.slug} />
    </Frame>
  );
}

type ListNode = Extract<PageQuery['route']['node'], { __typename: 'Author' | 'Section' | 'Series' | 'Tag' }>;

/** The page of a section, tag, author or series. The archive has the older articles of the first three. */
function Listing({ data, node, language, texts }: Locale & { data: PageQuery; node: ListNode }) {
  const { nodes, pageInfo } = node.articles;
  const query = { [node.__typename.toLowerCase()]: node.slug };
  const { alternates } = node.seo;
  const translations = alternates.map((each) => ({ ...each, path: new URL(each.url).pathname }));
  return (
    <Frame
      data={data}
      language={language}
      translations={alternates.length > 0 ? translations : undefined}
      sectionBoxes={node.__typename === 'Section' ? node.boxes : undefined}
    >
      <JsonLd seo={node.seo} />
      <ListHeader className="heading" node={node} label={texts.sectionsBelow} linksLabel={texts.elsewhere} />
      <ArticleList priority articles={nodes} {...formats(data, language)} />
      {node.__typename !== 'Series' && (
        <Pager
          path={`${getPrefix(language)}/archive`}
          query={query}
          hasNextPage={pageInfo.hasNextPage}
          older={texts.older}
        />
      )}
    </Frame>
  );
}
