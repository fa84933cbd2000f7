import { createHash } from 'node:crypto';

/** The namespace of names that are addresses (RFC 9562, section 6.6). */
const URL_NAMESPACE = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');

/**
 * An id in the world for a thing of a site: a UUID of version 5 (RFC 9562, section 5.5) of the site's host and the
 * thing's id in the graph. Readers know an article by it when it moves or is renamed.
 */
export function createStableId(siteUrl: string, id: string): string {
  const name = `//${new URL(siteUrl).host}/${id}`;
  const bytes = createHash('sha1').update(URL_NAMESPACE).update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return `urn:uuid:${groups.join('-')}`;
}
