/** Returns the fragment of the URL that leads to an entry on the page of its live blog, without #. */
export function formatEntryAnchor(id: number): string {
  return `entry-${id}`;
}
