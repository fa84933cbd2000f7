import { find } from '../../../dateline';
import { UpdatesDocument } from '../../../generated';
import { getRequestLanguage, getRequestTexts, getTexts } from '../../../languages';
import { Entries } from '../../../live-blog';
import { Missing } from '../../../missing';
import { Frame, formats } from '../../../parts';

export const instant = false;
export const generateMetadata = async () => ({ title: (await getRequestTexts()).updates, robots: 'noindex' });

const PAGE_SIZE = 20;
const toText = (value?: string | string[]) => (typeof value === 'string' ? value : undefined);

/** A page of the entries of a live blog: before or after a cursor, or around an entry. */
export default async function Page({ searchParams }: PageProps<'/updates'>) {
  const { story, entry, after, before } = await searchParams;
  const language = await getRequestLanguage();
  const texts = await getTexts(language);
  const size = before === undefined ? { first: PAGE_SIZE } : { last: PAGE_SIZE };
  const place = { around: toText(entry), after: toText(after), before: toText(before) };
  const data = await find(UpdatesDocument, { slug: toText(story) ?? '', ...size, ...place }, language);
  const article = data?.article;
  if (!data || !article?.liveBlog) return <Missing />;
  return (
    <Frame data={data} language={language} heading={article.title}>
      <p>
        <a href={article.path}>{texts.latestUpdates}</a>
      </p>
      <Entries
        entries={article.liveBlog.entries}
        slug={article.slug}
        texts={texts}
        {...formats(data, language)}
      />
    </Frame>
  );
}
