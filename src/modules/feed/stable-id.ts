import { createHash } from 'node:crypto';

/** UUID namespace for names that are URLs (RFC 9562, section 6.6). */
const URL_NAMESPACE = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');

/**
 * Derives a version 5 UUID (RFC 9562, section 5.5) from the site's host and a node's ID. Feed readers
 * recognize an article by it when it moves or is renamed.
 */
export function createStableId(siteUrl: string, id: string): string {
  const name = `//${new URL(siteUrl).host}/${id}`;
  const bytes = createHash('sha1').update(URL_NAMESPACE).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return `urn:uuid:${groups.join('-')}`;
}
