import { type IsoDate, parseDate } from '../base/dates.ts';
import type { Row } from './database.ts';
import { corruptFault } from './faults.ts';
import type { Json, JsonObject, Moment } from './records.ts';

/**
 * Reads and checks the columns of one row: stored data is checked like any other input. A value
 * that this product cannot have written throws Fault state_corrupt with table and column.
 */
export class Columns {
  readonly #row: Row;
  readonly #file: string;
  readonly #table: string;

  constructor(row: Row, file: string, table: string) {
    this.#row = row;
    this.#file = file;
    this.#table = table;
  }

  text(column: string): string {
    return this.textOrNull(column) ?? this.#bad(column);
  }

  textOrNull(column: string): string | null {
    const value = this.#row[column];
    return value === null || typeof value === 'string' ? value : this.#bad(column);
  }

  number(column: string): number {
    return this.numberOrNull(column) ?? this.#bad(column);
  }

  numberOrNull(column: string): number | null {
    const value = this.#row[column];
    return value === null || typeof value === 'number' ? value : this.#bad(column);
  }

  /** One of the given words. */
  word<W extends string>(column: string, words: readonly W[]): W {
    const text = this.text(column);
    return words.find(each => each === text) ?? this.#bad(column);
  }

  moment(column: string): Date {
    return this.momentOrNull(column) ?? this.#bad(column);
  }

  momentOrNull(column: string): Date | null {
    const text = this.textOrNull(column);
    if (text === null) return null;
    const moment = new Date(text);
    return Number.isNaN(moment.getTime()) ? this.#bad(column) : moment;
  }

  dateOrNull(column: string): IsoDate | null {
    const text = this.textOrNull(column);
    return text === null ? null : (parseDate(text) ?? this.#bad(column));
  }

  json(column: string): Json {
    const value = parseJson(this.text(column));
    return value === undefined ? this.#bad(column) : value;
  }

  /** A JSON list of texts. */
  texts(column: string): readonly string[] {
    const value: unknown = this.json(column);
    return Array.isArray(value) && value.every(each => typeof each === 'string')
      ? value
      : this.#bad(column);
  }

  jsonObject(column: string): JsonObject {
    return this.jsonObjectOrNull(column) ?? this.#bad(column);
  }

  jsonObjectOrNull(column: string): JsonObject | null {
    const text = this.textOrNull(column);
    if (text === null) return null;
    const value = parseJson(text);
    return value !== undefined && isObject(value) ? value : this.#bad(column);
  }

  /** A JSON list of moments. */
  moments(column: string): readonly Moment[] {
    const value: Json = this.json(column);
    return Array.isArray(value) ? value.map(each => this.#moment(column, each)) : this.#bad(column);
  }

  #moment(column: string, value: Json): Moment {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return this.#bad(column);
    const { boot, uptimeMs, at } = value as JsonObject;
    const time = typeof at === 'string' ? new Date(at) : null;
    if (typeof boot !== 'string' || typeof uptimeMs !== 'number' || time === null)
      return this.#bad(column);
    return { boot, uptimeMs, at: Number.isNaN(time.getTime()) ? this.#bad(column) : time };
  }

  /** An object of numbers. */
  amounts(column: string): { readonly [name: string]: number } {
    const amounts: [string, number][] = [];
    for (const [name, value] of Object.entries(this.jsonObject(column))) {
      amounts.push([name, typeof value === 'number' ? value : this.#bad(column)]);
    }
    return Object.fromEntries(amounts);
  }

  #bad(column: string): never {
    throw corruptFault(this.#file, `unexpected value in ${this.#table}.${column}`);
  }
}

/** Undefined if it is no JSON. */
function parseJson(text: string): Json | undefined {
  try {
    // JSON.parse makes nothing but Json
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
