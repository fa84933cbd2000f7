import { revalidateRoute } from '@dateline/client/next';
import { revalidateTag } from 'next/cache';

export const POST = revalidateRoute({ secret: process.env.DATELINE_WEBHOOK_SECRET ?? '', revalidateTag });
