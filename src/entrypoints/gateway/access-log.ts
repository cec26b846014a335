import { close, writeFile } from 'node:fs';
import { promisify } from 'node:util';
import { openLog } from '../../base/file-log.ts';
import type { Log } from '../../base/log.ts';
import { oneLine } from '../../base/plain-text.ts';
import { parseQuery, rawQueryOf } from './query.ts';

/** Lines are written together: a write for each would cost more than the answer. */
const WRITE_EVERY_MS = 500;
/** A disk that does not keep up must not use up the memory. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;
/**
 * Lines are kept as bytes: as texts, thousands a second, they would keep the garbage collector
 * busy.
 */
const BLOCK_BYTES = 64 * 1024;
/**
 * Parameters of a query that may be logged. Others may be passwords (`authinfo`), whatever their
 * names.
 */
const TOLD = [
  'func',
  'itemtype',
  'pricelist',
  'onlyavailable',
  'out',
  'module',
  'module_id',
  'license',
  'ip',
];
const LONGEST_VALUE = 64;
/** Panels ask for the same few addresses again and again. */
const MOST_REMEMBERED = 1000;

export interface Access {
  readonly address: string;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly bytes: number;
  readonly milliseconds: number;
}

/**
 * The partner gateway's own log: one line per request, without secrets. Opened for each write, so
 * that it may be rotated at any time.
 */
export class AccessLog {
  readonly #file: string;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  readonly #told = new Map<string, string>();
  #waiting: Buffer[] = [];
  #block = Buffer.alloc(0);
  #used = 0;
  #lost = 0;
  #broken = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: string, log: Log) {
    this.#file = file;
    this.#log = log;
    this.#timer = setInterval(() => void this.#write(), WRITE_EVERY_MS);
    this.#timer.unref();
  }

  add(access: Access): void {
    if (this.#waiting.length * BLOCK_BYTES >= MOST_WAITING_BYTES) this.#lost += 1;
    else this.#keep(accessLine(access, this.#toldUrl(access.url), Date.now()));
  }

  #keep(line: string): void {
    // a character is three bytes at most
    if (this.#block.length - this.#used < line.length * 3) {
      if (this.#used > 0) this.#waiting.push(this.#block.subarray(0, this.#used));
      this.#block = Buffer.allocUnsafe(Math.max(BLOCK_BYTES, line.length * 3));
      this.#used = 0;
    }
    this.#used += this.#block.write(line, this.#used);
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#write();
  }

  #toldUrl(url: string): string {
    const known = this.#told.get(url);
    if (known !== undefined) return known;
    if (this.#told.size >= MOST_REMEMBERED) this.#told.clear();
    const told = toldUrl(url);
    this.#told.set(url, told);
    return told;
  }

  #write(): Promise<void> {
    if (this.#used === 0 && this.#waiting.length === 0) return this.#writing;
    const lines = [...this.#waiting, this.#block.subarray(0, this.#used)];
    this.#waiting = [];
    this.#block = Buffer.alloc(0);
    this.#used = 0;
    this.#writing = this.#writing.then(() => this.#append(lines));
    return this.#writing;
  }

  async #append(lines: readonly Buffer[]): Promise<void> {
    if (this.#lost > 0) {
      this.#log.warning(
        `gateway: ${this.#lost} lines of the access log were lost, the disk is too slow`,
      );
      this.#lost = 0;
    }
    try {
      await append(this.#file, Buffer.concat(lines));
      this.#broken = false;
    } catch (error) {
      // requests go on without it; one message is enough until it works again
      const why = error instanceof Error ? error.message : String(error);
      if (!this.#broken) this.#log.error(`gateway: ${this.#file} cannot be written: ${why}`);
      this.#broken = true;
    }
  }
}

async function append(file: string, bytes: Buffer): Promise<void> {
  const descriptor = openLog(file);
  try {
    await promisify(writeFile)(descriptor, bytes);
  } finally {
    await promisify(close)(descriptor);
  }
}

/** `told`: the address as toldUrl makes it. */
function accessLine(access: Access, told: string, at: number): string {
  const { address, method, status, bytes, milliseconds } = access;
  return `${timeOf(at)} ${address} "${method} ${told}" ${status} ${bytes} ${milliseconds.toFixed(1)}ms\n`;
}

let lastSecond = 0;
let lastText = '';

/** Seconds are fine enough, and thousands of lines have the same one. */
function timeOf(at: number): string {
  const second = Math.floor(at / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastText = new Date(second * 1000).toISOString().replace('.000', '');
  }
  return lastText;
}

/** The address fit for the log: known parameters only, each as one harmless word. */
function toldUrl(url: string): string {
  // whatever hides a login in the path itself
  const path = (url.split('?', 1)[0] ?? '').replace(/authinfo.*/is, '***');
  const query = parseQuery(rawQueryOf(url));
  const told = TOLD.flatMap(name => {
    const value = query.get(name);
    return value === undefined ? [] : [`${name}=${encodeURIComponent(shortened(value))}`];
  });
  const shown = oneLine(shortened(path)).replace(
    /["\\ ]/g,
    each => `%${each.charCodeAt(0).toString(16)}`,
  );
  return told.length === 0 ? shown : `${shown}?${told.join('&')}`;
}

const shortened = (text: string): string => text.slice(0, LONGEST_VALUE).toWellFormed();
