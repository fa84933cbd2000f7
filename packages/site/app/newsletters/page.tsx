import { Time } from '@dateline/client/pages';
import { connection } from 'next/server';
import { SignUp } from '../../browser';
import { load } from '../../dateline';
import { newslettersDocument } from '../../generated';
import { Frame, formats } from '../../parts';

export const instant = false;
export const metadata = { title: 'Newsletters' };

export default async function Newsletters() {
  await connection(); // the gateway may not run when the site is built
  const data = await load(newslettersDocument, {});
  return (
    <Frame data={data}>
      <h1 className="heading">Newsletters</h1>
      {data.archives.map(({ id, issues, ...newsletter }) => (
        <section key={id}>
          <SignUp newsletter={newsletter} />
          <ol data-results="">
            {issues.nodes.map(({ number, subject, sentAt }) => (
              <li key={number}>
                <a href={`/newsletter/${newsletter.slug}/${number}`}>{subject}</a>
                <Time at={sentAt} {...formats(data)} />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </Frame>
  );
}
