import { describe, expect, test } from '@jest/globals';
import { type RowShape, toObjects } from '../../../src/database/read/table-rows.js';

class Author {
  declare id: number;
  declare name: string;
}

const COLUMNS = ['id', 'name'] as const;

describe('toObjects', () => {
  test('names the values of each row', () => {
    const rows = toObjects<{ id: number; name: string | null }>(
      [
        [1, 'Ann'],
        [2, null],
      ],
      { columns: COLUMNS },
    );
    expect(rows).toEqual([
      { id: 1, name: 'Ann' },
      { id: 2, name: null },
    ]);
    expect(Object.getPrototypeOf(rows[0])).toBe(Object.prototype);
  });

  test('creates rows of a class, and of another class with the same columns', () => {
    const shape = { columns: COLUMNS, RowConstructor: Author };
    const [author] = toObjects<Author>([[1, 'Ann']], shape);
    const [plain] = toObjects<Author>([[1, 'Ann']], { columns: COLUMNS });
    expect(author).toBeInstanceOf(Author);
    expect(plain).not.toBeInstanceOf(Author);
    expect({ ...author }).toEqual({ id: 1, name: 'Ann' });
  });

  test('takes the columns from an array that each call creates', () => {
    const read = (columns: ('id' | 'name')[]) => toObjects<Author>([[1, 2]], { columns });
    expect(read(['id', 'name'])).toEqual([{ id: 1, name: 2 }]);
    expect(read(['name', 'id'])).toEqual([{ id: 2, name: 1 }]);
  });

  test('gives each row the entity after its columns, and tells its loader', () => {
    const taken: object[] = [];
    const joined = {
      joinedColumns: '',
      columns: COLUMNS,
      RowConstructor: Author,
      takeJoined: (entity: object) => taken.push(entity),
    };
    const rows = toObjects<{ key: number; joined: Author | null }>(
      [
        [7, 1, 'Ann'],
        [8, null, null],
      ],
      {
        columns: ['key'],
        joined,
      },
    );
    expect(rows).toEqual([
      { key: 7, joined: { id: 1, name: 'Ann' } },
      { key: 8, joined: null },
    ]);
    expect(taken).toEqual([rows[0]?.joined]);
  });
});

test('The compiler refuses a row with a joined entity without its loader', () => {
  // @ts-expect-error: `joined` is missing
  const shape: RowShape<{ key: number; joined: object | null }> = { columns: ['key'] };
  expect(shape.columns).toEqual(['key']);
});
