import type { ColumnField } from '../../src/fields/field.js';

/** Condition of a filter, and whether a value meets it; null for a missing value. */
export interface FilterCase {
  condition: unknown;
  isMet(value: any): boolean;
}

/** Lists conditions of every form that a field takes, on two values of it of which the second is greater. */
export function listFilterCases({ type }: ColumnField, first: any, other: any): FilterCase[] {
  if (type === 'boolean')
    return [true, false].map((isTrue) => ({
      condition: isTrue,
      isMet: (value) => (value ?? false) === isTrue,
    }));
  if (type === 'number') {
    return [
      { condition: { min: first }, isMet: (value) => value !== null && value >= first },
      { condition: { min: other }, isMet: (value) => value !== null && value >= other },
      { condition: { max: first }, isMet: (value) => value !== null && value <= first },
      { condition: { min: first, max: first }, isMet: (value) => value === first },
      { condition: { min: null }, isMet: () => true },
    ];
  }
  if (type === 'date') {
    return [
      { condition: { after: first }, isMet: (value) => value !== null && value >= first },
      { condition: { after: other }, isMet: (value) => value !== null && value >= other },
      { condition: { before: other }, isMet: (value) => value !== null && value < other },
      { condition: { after: first, before: first }, isMet: () => false },
    ];
  }
  return [
    { condition: { any: [first] }, isMet: (value) => value === first },
    { condition: { any: [other, first] }, isMet: (value) => value === first || value === other },
    { condition: { any: [] }, isMet: () => false },
    { condition: { none: [first] }, isMet: (value) => value !== first },
    { condition: { none: [first, other] }, isMet: (value) => value !== first && value !== other },
    { condition: { any: [other], none: null }, isMet: (value) => value === other },
  ];
}
