import { connection } from 'next/server';
import { load } from '../../../dateline';
import { LiveDocument } from '../../../generated';
import { getRequestLanguage, getRequestTexts, getTexts, listVersions } from '../../../languages';
import { Frame, formats } from '../../../parts';
import { LiveList } from './list';

export const instant = false;
export const generateMetadata = async () => ({
  title: (await getRequestTexts()).latest,
  ...listVersions('/live'),
});

/** The latest articles, which appear and change without a reload. */
export default async function Live() {
  await connection(); // the gateway may not run when the site is built
  const language = await getRequestLanguage();
  const texts = await getTexts(language);
  const data = await load(LiveDocument, {}, language);
  return (
    <Frame data={data} language={language} heading={texts.latest}>
      <LiveList initial={data} {...formats(data, language)} />
    </Frame>
  );
}
