/** Types whose objects have a cache tag of their own. */
const TAGGED = /^(Article|Tag|Author|Section|Series|Front|Newsletter):(\d+)$/;

/**
 * Returns the cache tag of an article, tag, author, section, series, front or newsletter, such as `article:44`. Webhooks
 * name the same tags in `data.keys`. Throws TypeError for other types.
 */
export function tagOf(node: { id: string } | string): string {
  const id = typeof node === 'string' ? node : node.id;
  const [, type, key] = TAGGED.exec(decode(id)) ?? [];
  if (!type)
    throw new TypeError(
      `"${id}" is not the ID of an article, tag, author, section, series, front or newsletter.`,
    );
  return `${type.toLowerCase()}:${key}`;
}

function decode(id: string): string {
  try {
    return atob(id.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return '';
  }
}
