import type { GraphQLResolveInfo } from 'graphql';
import type { DependencyTracker } from '../../cache/dependency-tracker.js';
import type { CachedEntity, EntityCache } from '../../cache/entity-cache.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { getFieldArguments } from './field-arguments.js';
import type {
  CompiledField,
  FragmentDefinition,
  JsonWriter,
  ObjectWriter,
  WritingExecution,
} from './json-writer.js';

/** Parts of the request context that an execution needs. */
export interface JsonContext {
  dependencies: DependencyTracker;
  /** Cache of fragments; null if the response is not the same for everybody. */
  fragmentCache: EntityCache | null;
}

type StoreFragment = (key: string, fragment: CachedEntity) => void;

/** Character around the number of a value that is written later. JSON texts have none, since JSON escapes it. */
const MARK = '\0';
const NO_ARGUMENTS = Object.freeze({});

/**
 * One execution of a compiled query, which writes its result as JSON. A value that is not loaded yet leaves a mark in
 * the text, which its JSON replaces at the end.
 */
export class JsonExecution implements WritingExecution {
  /** Texts that replace the marks, by their numbers. */
  private readonly laterTexts: string[] = [];
  /** Numbers of those that have marks themselves. */
  private readonly marked = new Set<number>();
  private pending = 0;
  private resolve: (() => void) | undefined;
  private reject: ((error: unknown) => void) | undefined;
  private error: unknown;
  private readonly argumentsByField: unknown[] = [];
  private readonly infoByField: GraphQLResolveInfo[] = [];

  constructor(
    readonly context: JsonContext,
    readonly variables: Record<string, unknown>,
    private readonly storeFragment: StoreFragment | null,
  ) {}

  /** Runs `write`, and returns its text with all values in it. Rejects with the first error. */
  run(write: (execution: JsonExecution) => string): MaybePromise<string> {
    const text = write(this);
    if (this.error !== undefined) throw this.error;
    if (this.pending === 0) return this.replaceMarks(text);
    return new Promise((resolve, reject) => {
      const resolveText = () => resolve(this.replaceMarks(text));
      this.resolve = resolveText;
      this.reject = reject;
    });
  }

  /** Returns a mark, and writes the value when it is there. */
  writeLater(value: PromiseLike<unknown>, write: JsonWriter): string {
    const number = this.laterTexts.push('') - 1;
    this.pending += 1;
    value.then(
      (present) => {
        try {
          const before = this.laterTexts.length;
          this.laterTexts[number] = write(present, this);
          if (this.laterTexts.length > before) this.marked.add(number);
        } catch (error) {
          this.fail(error);
        }
        this.pending -= 1;
        if (this.pending === 0) this.resolve?.();
      },
      (error: unknown) => this.fail(error),
    );
    return `${MARK}${number}${MARK}`;
  }

  /** Returns the arguments of a field, which are the same for all objects. */
  getArguments(field: CompiledField): unknown {
    if (!field.hasArguments) return NO_ARGUMENTS;
    this.argumentsByField[field.number] ??= getFieldArguments(field, this.variables);
    return this.argumentsByField[field.number];
  }

  /** Returns the `info` of a field for resolvers. Its path has the field only, not the objects around it. */
  getInfo({ number, info }: CompiledField): GraphQLResolveInfo {
    this.infoByField[number] ??= { ...info, variableValues: this.variables };
    return this.infoByField[number];
  }

  /** Where fragments are cached, nothing is loaded ahead: they track the reads while they are written. */
  preload(selection: ObjectWriter, sources: readonly unknown[]): Promise<unknown> | null {
    return this.storeFragment ? null : selection.preload(sources, this);
  }

  /**
   * Returns the fragment of an entity from the cache, or writes it. It is cached if all its data were in
   * memory, so that its cache tags are complete.
   */
  writeFragment(selection: ObjectWriter, source: { id: number }, { getTag }: FragmentDefinition): string {
    const { context, storeFragment, laterTexts } = this;
    if (!storeFragment) return selection.writeFields(source, this);
    const key = selection.getFragmentKey(source.id, this.variables);
    const cached = context.fragmentCache?.get(key);
    if (cached) {
      context.dependencies.trackTags(cached.tags);
      if (cached.texts) context.dependencies.trackTexts(cached.texts);
      return cached.value as string;
    }
    const before = laterTexts.length;
    const { result, tags, texts, isLimited } = context.dependencies.capture(() =>
      selection.writeFields(source, this),
    );
    if (laterTexts.length === before && !isLimited)
      storeFragment(key, {
        value: result,
        tags: [...tags.add(getTag(source.id))],
        ...(texts.size > 0 && { texts: [...texts] }),
      });
    return result;
  }

  private fail(error: unknown): void {
    this.error ??= error;
    this.reject?.(error);
  }

  private replaceMarks(text: string): string {
    let whole = '';
    let end = 0;
    for (let mark = text.indexOf(MARK); mark >= 0; mark = text.indexOf(MARK, end)) {
      const close = text.indexOf(MARK, mark + 1);
      whole += text.slice(end, mark) + this.getLaterText(Number(text.slice(mark + 1, close)));
      end = close + 1;
    }
    return end === 0 ? text : whole + text.slice(end);
  }

  /** Returns a text that replaces a mark. One without marks, such as that of a body, is not searched for them. */
  private getLaterText(number: number): string {
    const text = this.laterTexts[number]!;
    return this.marked.has(number) ? this.replaceMarks(text) : text;
  }
}
