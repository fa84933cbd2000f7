import { draftEventsRoute } from '@dateline/client/next';
import { draft } from '../../../dateline';
import { FrontDocument, PageDocument } from '../../../generated';
import { findLanguage, inLanguage } from '../../../languages';

export const GET = draftEventsRoute({
  draft,
  follow: (preview, path, options) =>
    path === '/'
      ? preview.live(FrontDocument, { path }, options)
      : preview.live(PageDocument, { path }, { ...options, headers: inLanguage(findLanguage(path)) }),
});
