import { revalidateRoute } from '@dateline/client/next';
import { revalidateTag } from 'next/cache';
import { after } from 'next/server';

export const POST = revalidateRoute({
  secret: process.env.DATELINE_WEBHOOK_SECRET ?? '',
  revalidateTag,
  after,
});
