import { draftEventsRoute } from '@dateline/client/next';
import { draft } from '../../../dateline';
import { FrontDocument, PageDocument } from '../../../generated';

export const GET = draftEventsRoute({
  draft,
  follow: (preview, path, options) =>
    path === '/'
      ? preview.live(FrontDocument, { path }, options)
      : preview.live(PageDocument, { path }, options),
});
