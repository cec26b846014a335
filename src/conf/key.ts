import type { Reader } from './readers.ts';

/** A key of a section: how its value is read, and its default. */
export interface Key<T> {
  /** Its spelling in the file. */
  readonly name: string;
  readonly reader: Reader<T>;
  readonly fallback: T;
  /** The fallback as the file would spell it; null if it cannot be written. */
  readonly written: string | null;
}

/** Keys with a common prefix that end in a number: `addon.4602`, `period.1`. */
interface KeyFamily<T> {
  /** For messages: `addon.NUMBER`. */
  readonly name: string;
  readonly prefix: string;
  /** What follows the prefix. */
  readonly member: RegExp;
  readonly reader: Reader<T>;
}

export type AnyKey = Key<unknown> | KeyFamily<unknown>;

/** The value of a key or a family. */
export type ValueOf<K> =
  K extends KeyFamily<infer T> ? ReadonlyMap<string, T> : K extends Key<infer T> ? T : never;

/** A key with a default. The default cannot be a path: the manager root is not known here. */
export function key<T>(
  name: string,
  reader: Reader<T> & { read(text: string): T | undefined },
  written: string,
): Key<T> {
  const fallback = reader.read(written);
  if (fallback === undefined) throw new Error(`the default of ${name} is not allowed`);
  return { name, reader, fallback, written };
}

/** A key without a default: `fallback` tells the program that it was not given. */
export function optional<T, A>(name: string, reader: Reader<T>, fallback: A): Key<T | A> {
  return { name, reader, fallback, written: null };
}

export function family<T>(prefix: string, member: RegExp, reader: Reader<T>): KeyFamily<T> {
  return { name: `${prefix}NUMBER`, prefix, member, reader };
}

export const isFamily = (key: AnyKey): key is KeyFamily<unknown> => 'prefix' in key;

/** Is `name` a spelling of this key, or of a member of this family? */
export function isSpelling(name: string, key: AnyKey): boolean {
  if (!isFamily(key)) return key.name === name;
  return name.startsWith(key.prefix) && key.member.test(name.slice(key.prefix.length));
}

/** The value of a key, or the members of a family, among the values of a section by spelling. */
export function settingOf(key: AnyKey, values: ReadonlyMap<string, unknown>): unknown {
  if (!isFamily(key)) return values.has(key.name) ? values.get(key.name) : key.fallback;
  const members = [...values].filter(([name]) => isSpelling(name, key));
  return new Map(members.map(([name, value]) => [name.slice(key.prefix.length), value]));
}
