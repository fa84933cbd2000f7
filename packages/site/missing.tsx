import { readMissing } from '@dateline/client/next';
import { ArticleList } from '@dateline/client/pages';
import { headers } from 'next/headers';
import { find, load } from './dateline';
import { MissingDocument } from './generated';
import { getRequestLanguage, getRequestTexts, getTexts } from './languages';
import { Frame, formats } from './parts';

/** Returns the title of the page. */
export async function generateMissingMetadata() {
  const { isGone } = readMissing(await headers());
  const texts = await getRequestTexts();
  return { title: isGone ? texts.gone : texts.missing };
}

/** The page for an address without content, with articles of similar paths. */
export async function Missing() {
  const { path, isGone } = readMissing(await headers());
  const language = await getRequestLanguage();
  const texts = await getTexts(language);
  const data =
    (await find(MissingDocument, { path }, language)) ??
    (await load(MissingDocument, { path: '/' }, language));
  const { suggestions } = data.route;
  return (
    <Frame data={data} language={language} heading={isGone ? texts.gone : texts.missing}>
      <meta name="robots" content="noindex" />
      <p>{suggestions.length > 0 ? texts.perhaps : texts.trySearch}</p>
      <ArticleList articles={suggestions} {...formats(data, language)} />
    </Frame>
  );
}
