import type { CompiledField, FragmentDefinition, ObjectWriter, WritingExecution } from './json-writer.js';
import { writeMaybeLater } from './value-writer.js';

/** Writes an object from the compiled fields of its selection. */
export class SelectionWriter implements ObjectWriter {
  private readonly preloaded: readonly CompiledField[];

  constructor(
    private readonly fields: readonly CompiledField[],
    private readonly fragment: FragmentDefinition | null,
  ) {
    this.preloaded = fields.filter(({ preload }) => preload !== undefined);
  }

  write(source: unknown, execution: WritingExecution): string {
    return this.fragment
      ? execution.writeFragment(this, source as { id: number }, this.fragment)
      : this.writeFields(source, execution);
  }

  writeFields(source: unknown, execution: WritingExecution): string {
    let text = '{';
    for (const field of this.fields) {
      const { resolve, definition, prefix, write } = field;
      const value = resolve
        ? resolve(source, execution.getArguments(field), execution.context, execution.getInfo(field))
        : (source as Record<string, unknown>)[definition.name];
      text += prefix + writeMaybeLater(value, write, execution);
    }
    return `${text}}`;
  }

  preload(sources: readonly unknown[], execution: WritingExecution): Promise<unknown> | null {
    if (this.preloaded.length === 0 || sources.length < 2) return null;
    // Async, so that an error of one field leaves no promise of another without a handler.
    const load = async (field: CompiledField) =>
      field.preload!(sources, execution.getArguments(field), execution.context, execution.getInfo(field));
    return Promise.all(this.preloaded.map(load));
  }

  getFragmentKey(id: number, variables: Record<string, unknown>): string {
    const { number, variables: names } = this.fragment!;
    const values = names.length === 0 ? '' : JSON.stringify(names.map((name) => variables[name] ?? null));
    return `fragment ${number} ${id} ${values}`;
  }
}
