import { draftRoute, endDraftRoute } from '@dateline/client/next';
import { draftOptions } from '../../dateline';

export const GET = draftRoute(draftOptions);
export const POST = endDraftRoute(draftOptions);
