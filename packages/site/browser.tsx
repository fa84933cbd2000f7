'use client';

import { NewStories, PreviewBar } from '@dateline/client/react';
import { useRouter } from 'next/navigation';

export const Preview = () => <PreviewBar className="preview" onChange={useRouter().refresh} />;

/** Offers new stories on a front, which may not have them: leads to the list of all. */
export const NewStoriesLink = () => <NewStories onShow={() => location.assign('/archive')} />;
