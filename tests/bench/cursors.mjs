/** Encodes a cursor of the list of all articles, newest first, like the gateway does. */
export function encodeCursor({ id, listedAt }) {
  return Buffer.from(JSON.stringify(['articles by NEWEST', listedAt.toISOString(), id])).toString(
    'base64url',
  );
}

/** Returns the date and the ID in a cursor of the list of all articles. */
export function decodeCursor(cursor) {
  const [, listedAt, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  return [listedAt, id];
}
