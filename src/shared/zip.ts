/** Joins lists entry by entry, such as rows and their results. Throws an Error if their lengths differ. */
export function zip<Entries extends unknown[]>(
  ...lists: { [Index in keyof Entries]: readonly Entries[Index][] }
): Entries[] {
  const [first = []] = lists;
  if (lists.some(({ length }) => length !== first.length))
    throw new Error(`Lists of ${lists.map(({ length }) => length).join(', ')} entries cannot be joined.`);
  return first.map((_, i) => lists.map((list) => list[i]) as Entries);
}
