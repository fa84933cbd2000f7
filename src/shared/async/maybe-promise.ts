/** A value, or a promise of it. Awaiting a value that is present costs more than using it. */
export type MaybePromise<T> = T | Promise<T>;

/** Maps the value, synchronously if it is present. */
export function mapMaybePromise<T, Result>(
  value: MaybePromise<T>,
  next: (value: T) => MaybePromise<Result>,
): MaybePromise<Result> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Combines the values, synchronously if all are present. */
export function combineMaybePromises<T>(values: MaybePromise<T>[]): MaybePromise<T[]>;
export function combineMaybePromises<T extends unknown[]>(
  values: {
    [Index in keyof T]: MaybePromise<T[Index]>;
  },
): MaybePromise<T>;
export function combineMaybePromises(values: unknown[]): MaybePromise<unknown[]> {
  return values.some((value) => value instanceof Promise) ? Promise.all(values) : values;
}
