import { metadata } from '@dateline/client/next';
import { ArticleList, NameList } from '@dateline/client/pages';
import { Breadcrumbs, JsonLd, Picture } from '@dateline/client/react';
import { notFound } from 'next/navigation';
import { News } from '../../browser';
import { load } from '../../dateline';
import { type FrontQuery, frontDocument, type PageQuery, pageDocument } from '../../generated';
import { Frame, formats, ListPage } from '../../parts';
import { Story } from '../../story';

export const instant = false;
export const ensureStatic = 'navigation';

// Pages are rendered when they are first requested. Next wants one path for the build all the same.
const PLACEHOLDER = '~';
export const generateStaticParams = () => [{ path: [PLACEHOLDER] }];

type Props = PageProps<'/[[...path]]'>;

async function loadPage({ params }: Props) {
  const { path = [] } = await params;
  if (path[0] === PLACEHOLDER) notFound();
  if (path.length === 0) return { data: await load(frontDocument, {}) };
  const data = await load(pageDocument, { path: `/${path.map(decodeURIComponent).join('/')}` });
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
  return node.__typename === 'Article' ? (
    <Story data={data} story={node} />
  ) : (
    <Listing data={data} node={node} />
  );
}

function Front({ data }: { data: FrontQuery }) {
  return (
    <Frame data={data} isFront>
      <JsonLd seo={data.site.seo} />
      <News />
      <ArticleList className="lead" articles={data.latest.nodes} {...formats(data)} />
      {data.sections.map(({ id, name, path, articles: { nodes } }) => (
        <section key={id} hidden={nodes.length === 0}>
          <h2 className="strip">
            <a href={path}>{name}</a>
          </h2>
          <ArticleList className="row" level={3} articles={nodes} {...formats(data)} />
        </section>
      ))}
    </Frame>
  );
}

type ListNode = Extract<PageQuery['route']['node'], { __typename: 'Author' | 'Section' | 'Tag' }>;

/** The page of a section, tag or author. */
function Listing({ data, node }: { data: PageQuery; node: ListNode }) {
  const { articles, __typename: type } = node;
  const older = articles.pageInfo.hasNextPage && `/archive?${type.toLowerCase()}=${node.slug}&page=2`;
  return (
    <ListPage data={data} heading={node.name} articles={articles.nodes} older={older}>
      <JsonLd seo={node.seo} />
      {type === 'Author' && node.image && <Picture image={node.image} />}
      {type === 'Author' && <p>{node.bio}</p>}
      {type === 'Section' && node.parent && <Breadcrumbs section={node.parent} />}
      {type === 'Section' && <p>{node.description}</p>}
      {type === 'Section' && <NameList items={node.children} label={`Sections of ${node.name}`} />}
    </ListPage>
  );
}
