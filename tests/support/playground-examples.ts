/** Returns true for an example of the playground that needs no API key. */
export function needsNoKey(example: string): boolean {
  return !/^# Needs a key /m.test(example);
}
