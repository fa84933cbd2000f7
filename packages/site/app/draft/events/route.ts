import { draftEventsRoute } from '@dateline/client/next';
import { draftMode } from 'next/headers';
import { followDraft } from '../../../dateline';

export const GET = draftEventsRoute({ draftMode, follow: followDraft });
