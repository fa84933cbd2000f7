/** Returns true for an integer of at most 32 bits, the range of the GraphQL type Int. */
export function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31;
}
