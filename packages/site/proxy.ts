import { proxy as createProxy } from '@dateline/client/next';
import { NextResponse } from 'next/server';
import { client } from './dateline';
import { languages } from './languages';

/** Paths that work without the gateway. Other pages in app and files in public need not be named. */
const pages = ['/draft', '/hooks'];
export const proxy = createProxy({ client, NextResponse, pages, languages });
export const config = { matcher: '/((?!_next/).*)' };
