import { draftEventsRoute } from '@dateline/client/next';
import { draft } from '../../../dateline';
import { frontDocument, pageDocument } from '../../../generated';

export const GET = draftEventsRoute({
  draft,
  follow: (preview, path, options) =>
    path === '/' ? preview.live(frontDocument, {}, options) : preview.live(pageDocument, { path }, options),
});
