/** Converts a field's name in schema.prisma to its column's: publishedAt to published_at. */
export function toColumnName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
