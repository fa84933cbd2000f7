/** An element of an export file with all that stands in it. */
export class WxrElement {
  readonly children: WxrElement[] = [];
  /** Without the texts of the children. */
  text = '';
  /** What was not well-formed in it and was read all the same. */
  readonly damage: string[] = [];

  constructor(
    readonly name: string,
    readonly attributes: Record<string, string>,
    /** Counted from 1. */
    readonly line: number,
  ) {}

  findChildren(name: string): WxrElement[] {
    return this.children.filter((child) => child.name === name);
  }

  /** The text of the first child of this name; '' when there is none. */
  getText(name: string): string {
    return this.children.find((child) => child.name === name)?.text ?? '';
  }
}
