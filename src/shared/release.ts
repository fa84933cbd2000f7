import { readFileSync } from 'node:fs';

/** Returns the version in package.json, which is next to dist/ in a checkout and in the image. */
export function readRelease(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}
