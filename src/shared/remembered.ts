/** Something that is read by key, and can be remembered by it. */
export interface Remembered<Key, Value> {
  /** What the keys are of; another for everything else that a value depends on. */
  name: string;
  /** A value for each of these, in their order. */
  load(keys: Key[]): Promise<Value[]>;
  /** The keys (database/keys.ts) of all that a value depends on, whether there is something or not. */
  reads(key: Key, value: Value): readonly string[];
  /** Milliseconds after which a value is other without any change. */
  lasts?: number | undefined;
}
