import { findBox, Menu } from '@dateline/client/pages';
import { MostPopular, NewsletterBox, SearchBox } from '@dateline/client/react';
import type { ReactNode } from 'react';
import { Preview } from './browser';
import { draft, load } from './dateline';
import { type FrameFragment, ProblemsDocument, SectionsDocument } from './generated';

/** Arguments of all components that show dates. */
export const formats = ({ site: { timeZone } }: FrameFragment) => ({ timeZone, language });
const language = process.env.SITE_LANGUAGE ?? 'en';

const LINKS = { Latest: '/live', Archive: '/archive', Newsletters: '/newsletters', RSS: '/feeds/rss.xml' };

interface FrameProps {
  data: FrameFragment;
  sectionBoxes?: FrameFragment['site']['boxes'];
  children: ReactNode;
  heading?: ReactNode;
  /** The words in the search box. */
  search?: string;
  isFront?: boolean;
}

/** The frame of every page: masthead, heading and content, the column beside it, foot. */
export async function Frame({ data, children, heading, search, isFront, sectionBoxes }: FrameProps) {
  const { site, popular } = data;
  const box = (key: string) => findBox(sectionBoxes ?? site.boxes, key);
  const [field, most] = [box('SEARCH'), box('MOST_POPULAR')];
  const sections = site.primary ? [] : (await load(SectionsDocument, {})).sections;
  const Nameplate = isFront ? 'h1' : 'p';
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      {(await draft()) && <Preview />}
      <header className="masthead">
        <Nameplate className="nameplate">
          <a href="/">{site.title}</a>
        </Nameplate>
        <p className="motto">{site.description}</p>
        <Menu menu={site.primary} sections={sections} label="Sections" />
        {field && <SearchBox key={search} action="/search" defaultValue={search} label={field.title} />}
      </header>
      <div className="page">
        <main id="content">
          {heading && <h1 className="heading">{heading}</h1>}
          {children}
        </main>
        <aside aria-label="More to read">
          <NewsletterBox box={box('NEWSLETTER')} />
          {most && <MostPopular articles={popular} heading={most.title} />}
        </aside>
      </div>
      <footer className="foot">
        <p className="nameplate">{site.title}</p>
        <Menu menu={site.footer} label="About" links={LINKS} />
      </footer>
    </>
  );
}

/** What a front does not show, and why: for editors in draft mode. */
export async function Problems({ path }: { path: string }) {
  const preview = await draft();
  const data = await preview?.query(ProblemsDocument, { path }).catch(() => null); // a link has no such rights
  const problems = data?.front?.containers.flatMap((container) => container.problems ?? []) ?? [];
  const lines = new Set(
    problems.map(({ message, article }) => (article ? `${article.title}: ${message}` : message)),
  );
  return lines.size > 0 && <ul className="problems">{[...lines].map(renderLine)}</ul>;
}

const renderLine = (line: string) => <li key={line}>{line}</li>;
