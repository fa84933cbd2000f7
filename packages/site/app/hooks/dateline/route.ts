import { revalidateRoute } from '@dateline/client/next';
import { revalidateTag } from 'next/cache';
import { after } from 'next/server';

const { DATELINE_WEBHOOK_SECRET: secret = '' } = process.env;
export const POST = revalidateRoute({ secret, revalidateTag, after });
