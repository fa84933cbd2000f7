/** What is there already, or will be. Waiting for what is there costs more than using it. */
export type MaybePromise<T> = T | Promise<T>;

/** Goes on at once when it can. */
export function mapMaybePromise<T, Result>(
  value: MaybePromise<T>,
  next: (value: T) => MaybePromise<Result>,
): MaybePromise<Result> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** All of them, at once when they can be. */
export function combineMaybePromises<T>(values: MaybePromise<T>[]): MaybePromise<T[]> {
  return values.some((value) => value instanceof Promise) ? Promise.all(values) : (values as T[]);
}
