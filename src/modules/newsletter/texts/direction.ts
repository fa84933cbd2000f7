export type Direction = 'ltr' | 'rtl';

/** ISO 15924 codes of the scripts in use that are written from right to left. */
const RIGHT_TO_LEFT = [
  'Adlm',
  'Arab',
  'Aran',
  'Hebr',
  'Mand',
  'Nkoo',
  'Rohg',
  'Samr',
  'Syrc',
  'Thaa',
  'Yezi',
];

/** Returns the direction in which a language is written. */
export function getDirection(language: string): Direction {
  const { script = 'Latn' } = new Intl.Locale(language).maximize();
  return RIGHT_TO_LEFT.includes(script) ? 'rtl' : 'ltr';
}
