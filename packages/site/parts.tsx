import { ArticleList, Menu, NameList } from '@dateline/client/pages';
import { MostPopular } from '@dateline/client/react';
import { draftMode } from 'next/headers';
import type { ComponentProps, ReactNode } from 'react';
import { Search, SignUp } from './browser';
import type { FrameFragment } from './generated';

/** Arguments of all components that show dates. */
export const formats = ({ site: { timeZone } }: FrameFragment) => ({
  timeZone,
  language: process.env.SITE_LANGUAGE ?? 'en',
});

const LINKS = [
  { id: 'archive', name: 'Archive', path: '/archive' },
  { id: 'newsletters', name: 'Newsletters', path: '/newsletters' },
  { id: 'rss', name: 'RSS', path: '/feeds/rss.xml' },
];

interface FrameProps {
  data: FrameFragment;
  children: ReactNode;
  /** What comes first in the column beside the content. */
  aside?: ReactNode;
  isFront?: boolean;
}

/** The frame of every page: masthead, content, the column beside it, foot. */
export async function Frame({ data: { site, newsletters, popular }, children, aside, isFront }: FrameProps) {
  const { isEnabled: isPreview } = await draftMode();
  const Nameplate = isFront ? 'h1' : 'p';
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      {isPreview && (
        <form className="preview" action="/draft" method="post" aria-label="Preview">
          You see what is not published yet. <button type="submit">End the preview</button>
        </form>
      )}
      <header className="masthead">
        <Nameplate className="nameplate">
          <a href="/">{site.title}</a>
        </Nameplate>
        <p className="motto">{site.description}</p>
        <Menu menu={site.primary} label="Sections" />
        <Search />
      </header>
      <div className="page">
        <main id="content">{children}</main>
        <aside aria-label="More to read">
          {aside}
          <MostPopular articles={popular} />
          <SignUp newsletter={newsletters[0]} />
        </aside>
      </div>
      <footer className="foot">
        <p className="nameplate">{site.title}</p>
        <Menu menu={site.footer} label="About" />
        <NameList items={LINKS} label="More pages" />
      </footer>
    </>
  );
}

interface ListPageProps {
  data: FrameFragment;
  heading: ReactNode;
  articles: ComponentProps<typeof ArticleList>['articles'];
  children?: ReactNode;
  newer?: string | false;
  older?: string | false;
}

/** A page with a heading, what stands below it, and a list of articles. */
export function ListPage({ data, heading, articles, children, newer, older }: ListPageProps) {
  return (
    <Frame data={data}>
      <header className="heading">
        <h1>{heading}</h1>
        {children}
      </header>
      <ArticleList articles={articles} {...formats(data)} />
      <p data-more="">
        {newer && <a href={newer}>Newer articles</a>} {older && <a href={older}>Older articles</a>}
      </p>
    </Frame>
  );
}
