import { IssueList } from '@dateline/client/pages';
import { NewsletterBox } from '@dateline/client/react';
import { connection } from 'next/server';
import { load } from '../../dateline';
import { NewslettersDocument } from '../../generated';
import { Frame, formats } from '../../parts';

export const instant = false;
export const metadata = { title: 'Newsletters' };

export default async function Newsletters() {
  await connection(); // the gateway may not run when the site is built
  const data = await load(NewslettersDocument, {});
  return (
    <Frame data={data} heading="Newsletters">
      {data.archives.map((newsletter) => (
        <section key={newsletter.id}>
          <NewsletterBox newsletter={newsletter} />
          <IssueList newsletter={newsletter} {...formats(data)} />
        </section>
      ))}
    </Frame>
  );
}
