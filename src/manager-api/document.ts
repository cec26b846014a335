/** An element of a manager's answer, whether it came as XML, JSON or bjson. */
export interface MgrElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Text of the element itself, trimmed. */
  readonly text: string;
  /** The same with its blanks, if it has any that are not layout (a password may). */
  readonly untrimmed?: string;
  readonly children: readonly MgrElement[];
}

/** The root: `<doc>`. */
export type MgrDocument = MgrElement;

export function child(element: MgrElement, name: string): MgrElement | undefined {
  return element.children.find(each => each.name === name);
}

export function childrenOf(element: MgrElement, name: string): readonly MgrElement[] {
  return element.children.filter(each => each.name === name);
}

/** Text of the element with its blanks. */
export const withBlanks = ({ text, untrimmed = text }: MgrElement): string => untrimmed;

/** Text of a direct child; '' if there is none. */
export function text(element: MgrElement, name: string): string {
  return child(element, name)?.text ?? '';
}

/**
 * A field of a form's answer: directly under `doc`, or one level deeper under `doc/doc`
 * (docs/reference/vendor-api.md, "Documents": a client meets both). Undefined if it is in neither.
 */
export function field(document: MgrDocument, name: string): string | undefined {
  const inner = child(document, 'doc');
  return child(document, name)?.text ?? (inner && child(inner, name)?.text);
}
