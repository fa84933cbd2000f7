import { readFileSync } from 'node:fs';

// Read when the site is built. The newsletter pages of the gateway link it: NEWSLETTER_STYLESHEET.
const style = readFileSync('app/style.css', 'utf8');
const headers = { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=300' };
export const GET = () => new Response(style, { headers });
