'use client';

import { EditMode } from '@dateline/client/edit';
import { NewStories, PreviewBar } from '@dateline/client/react';
import { useRouter } from 'next/navigation';

export const Preview = () => (
  <PreviewBar
    className="preview"
    onChange={useRouter().refresh}
    text={['This is a preview. ', <EditMode key="edit" />]}
  />
);

interface StoriesProps {
  /** Texts for one new story, and for several with `{count}`. */
  texts: [string, string];
  /** Where it leads: the list of all, from a front that may not have the stories. Defaults to the page itself. */
  href?: string;
}

/** Offers new stories on a page. */
export function Stories({ texts: [one, many], href }: StoriesProps) {
  const show = href === undefined ? {} : { onShow: () => location.assign(href) };
  return (
    <NewStories {...show} format={(count) => (count === 1 ? one : many.replace('{count}', `${count}`))} />
  );
}
