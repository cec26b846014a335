import type { CallFate, Hazards, RequestFate } from './hazards.ts';

/** What goes wrong is what a test has said; all that was asked is written down. */
export class Script implements Hazards {
  readonly killAt = 0;
  readonly killPhase = 'before';
  /** Functions that the vendor or the panel was asked for, in their order. */
  readonly requests: string[] = [];
  /** Functions that BILLmanager was asked for, in their order. */
  readonly calls: string[] = [];
  readonly #requests = new Map<string, RequestFate[]>();
  readonly #calls = new Map<string, CallFate[]>();

  /** The next requests for this function end so. */
  wire(func: string, ...fates: readonly RequestFate[]): void {
    this.#requests.set(func, [...fates]);
  }

  /** The next calls of this function of BILLmanager end so. */
  billmanager(name: string, ...fates: readonly CallFate[]): void {
    this.#calls.set(name, [...fates]);
  }

  request(func: string): RequestFate {
    this.requests.push(func);
    return this.#requests.get(func)?.shift() ?? 'fine';
  }

  call(name: string): CallFate {
    this.calls.push(name);
    return this.#calls.get(name)?.shift() ?? 'fine';
  }
}
