import { IssueList } from '@dateline/client/pages';
import { NewsletterBox } from '@dateline/client/react';
import { connection } from 'next/server';
import { load } from '../../../dateline';
import { NewslettersDocument } from '../../../generated';
import { getRequestLanguage, getRequestTexts, getTexts, listVersions } from '../../../languages';
import { Frame, formats, getFormTexts } from '../../../parts';

export const instant = false;
export const generateMetadata = async () => ({
  title: (await getRequestTexts()).newsletters,
  ...listVersions('/newsletters'),
});

export default async function Newsletters() {
  await connection(); // the gateway may not run when the site is built
  const language = await getRequestLanguage();
  const texts = await getTexts(language);
  const data = await load(NewslettersDocument, {}, language);
  return (
    <Frame data={data} language={language} heading={texts.newsletters}>
      {data.archives.map((newsletter) => (
        <section key={newsletter.id}>
          <NewsletterBox newsletter={newsletter} {...getFormTexts(texts, language)} />
          <IssueList newsletter={newsletter} {...formats(data, language)} />
        </section>
      ))}
    </Frame>
  );
}
