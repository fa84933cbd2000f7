import { connection } from 'next/server';
import { load } from '../../dateline';
import { LiveDocument } from '../../generated';
import { Frame, formats } from '../../parts';
import { LiveList } from './list';

export const instant = false;
export const metadata = { title: 'Latest' };

/** The latest articles, which appear and change without a reload. */
export default async function Live() {
  await connection(); // the gateway may not run when the site is built
  const data = await load(LiveDocument, {});
  return (
    <Frame data={data} heading="Latest">
      <LiveList initial={data} {...formats(data)} />
    </Frame>
  );
}
