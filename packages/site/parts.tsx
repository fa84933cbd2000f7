import { findBox, Menu } from '@dateline/client/pages';
import { MostPopular, NewsletterBox, PreferredSource, SearchBox } from '@dateline/client/react';
import type { ReactNode } from 'react';
import { Preview } from './browser';
import { draft, load } from './dateline';
import { type FrameFragment, ProblemsDocument, SectionsDocument } from './generated';
import { getPrefix, getTexts, languages, type Texts } from './languages';

/** Arguments of all components that show dates. */
export const formats = ({ site: { timeZone } }: FrameFragment, language: string) => ({ timeZone, language });

/** The language and texts of the form that signs up for a newsletter. */
export const getFormTexts = ({ email, signUp, signedUp, signUpFailed }: Texts, language: string) => ({
  ...{ language, label: email, button: signUp, success: signedUp, failure: signUpFailed },
});

interface FrameProps extends Pick<SwitchProps, 'translations'> {
  data: FrameFragment;
  language: string;
  sectionBoxes?: FrameFragment['site']['boxes'];
  children: ReactNode;
  heading?: ReactNode;
  /** The words in the search box. */
  search?: string;
  isFront?: boolean;
}

/** The frame of every page: masthead, heading and content, the column beside it, foot. */
export async function Frame({
  data,
  children,
  heading,
  search,
  isFront,
  sectionBoxes,
  ...props
}: FrameProps) {
  const { site, popular } = data;
  const { language, translations } = props;
  const texts = await getTexts(language);
  const box = (key: string) => findBox(sectionBoxes ?? site.boxes, key);
  const [field, most] = [box('SEARCH'), box('MOST_POPULAR')];
  const sections = site.primary ? [] : (await load(SectionsDocument, {}, language)).sections;
  const Nameplate = isFront ? 'h1' : 'p';
  const prefix = getPrefix(language);
  const links = {
    ...{ [texts.latest]: `${prefix}/live`, [texts.archive]: `${prefix}/archive` },
    ...{ [texts.newsletters]: `${prefix}/newsletters`, RSS: `/feeds${prefix}/rss.xml` },
  };
  return (
    <>
      <a className="skip" href="#content">
        {texts.skip}
      </a>
      {(await draft()) && <Preview />}
      <LanguageSwitch {...{ language, translations, isFront, texts }} />
      <header className="masthead">
        <Nameplate className="nameplate">
          <a href={prefix || '/'}>{site.title}</a>
        </Nameplate>
        <p className="motto">{site.description}</p>
        <Menu menu={site.primary} sections={sections} label={texts.sections} />
        {field && (
          <SearchBox
            key={search}
            action={`${prefix}/search`}
            defaultValue={search}
            label={field.title}
            button={texts.search}
            kinds={texts.suggestions}
          />
        )}
      </header>
      <div className="page">
        <main id="content">
          {heading && <h1 className="heading">{heading}</h1>}
          {children}
        </main>
        <aside aria-label={texts.moreToRead}>
          <NewsletterBox box={box('NEWSLETTER')} {...getFormTexts(texts, language)} />
          {most && <MostPopular articles={popular} heading={most.title} />}
        </aside>
      </div>
      <footer className="foot">
        <p className="nameplate">{site.title}</p>
        <Menu menu={site.footer} label={texts.about} links={links} />
        <PreferredSource site={site}>{texts.preferredSource}</PreferredSource>
      </footer>
    </>
  );
}

interface SwitchProps {
  language: string;
  /** The versions of an article or list in other languages; undefined for a page without such versions. */
  translations?: { language: string; path: string }[] | undefined;
  isFront?: boolean | undefined;
  texts: Texts;
}

/** Leads to the same article or list in other languages, or says that there is none and leads to the front page. */
function LanguageSwitch({ language, translations, isFront, texts }: SwitchProps) {
  if (languages.length === 1) return null;
  return (
    <nav className="languages" aria-label={texts.languages}>
      <ul>
        {languages.map((tag) => {
          const name = new Intl.DisplayNames(tag, { type: 'language' }).of(tag);
          const version = translations?.find((each) => each.language === tag);
          const isMissing = tag !== language && !version && !isFront;
          return (
            <li key={tag}>
              {tag === language ? (
                <span aria-current="true">{name}</span>
              ) : (
                <a href={version?.path ?? (getPrefix(tag) || '/')} lang={tag} hrefLang={tag}>
                  {name}
                </a>
              )}
              {isMissing && translations && <small> ({texts.notTranslated})</small>}
            </li>
          );
        })}
      </ul>
    </nav>
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
