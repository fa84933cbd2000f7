import { proxy as createProxy } from '@dateline/client/next';
import { NextResponse } from 'next/server';
import { client } from './dateline';

const pages = ['/search', '/archive', '/newsletters', '/draft', '/hooks'];
export const proxy = createProxy({ client, NextResponse, pages });
export const config = { matcher: '/((?!_next/).*)' };
