/** What is there already, or will be. Waiting for what is there costs more than using it. */
export type Awaitable<T> = T | Promise<T>;

/** Goes on at once when it can. */
export function whenThere<T, Result>(
  value: Awaitable<T>,
  next: (value: T) => Awaitable<Result>,
): Awaitable<Result> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** All of them, at once when they can be. */
export function allThere<T>(values: Awaitable<T>[]): Awaitable<T[]> {
  return values.some((value) => value instanceof Promise) ? Promise.all(values) : (values as T[]);
}
