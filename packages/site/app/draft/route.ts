import { draftRoute, endDraftRoute } from '@dateline/client/next';
import { draftMode } from 'next/headers';

export const GET = draftRoute({ secret: process.env.DRAFT_SECRET ?? '', draftMode });
export const POST = endDraftRoute({ draftMode });
