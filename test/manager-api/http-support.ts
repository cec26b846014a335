import { afterEach, expect } from 'vitest';
import { Fault, faultText } from '../../src/base/fault.ts';
import { HttpManager, type HttpManagerOptions } from '../../src/manager-api/http-manager.ts';
import type { Loopback } from './loopback.ts';

export const PASSWORD = 'p@ss w0rd+&=ü';
export const OK = '<doc><id>7</id></doc>';
export const READ = { kind: 'read' } as const;
export const ACT = { kind: 'act' } as const;

const opened: { close(): Promise<void> }[] = [];
export const logged: string[] = [];

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
  const lines = logged.splice(0);
  for (const line of lines) {
    expect(line).not.toContain(PASSWORD);
    expect(line).not.toContain(encodeURIComponent(PASSWORD));
  }
});

export async function server(start: Promise<Loopback>): Promise<Loopback> {
  const loopback = await start;
  opened.push(loopback);
  return loopback;
}

export function manager(url: string, options: Partial<HttpManagerOptions> = {}): HttpManager {
  const write = (line: string) => void logged.push(line);
  const made = new HttpManager({
    url,
    username: 'reseller@example.com',
    password: PASSWORD,
    timeoutMs: 300_000,
    connectTimeoutMs: 300_000,
    mayAct: () => undefined,
    log: { debug: write, info: write, warning: write, error: write },
    ...options,
  });
  opened.push(made);
  return made;
}

/** The fault of a call; what a person or a log may read of it never holds the password. */
export async function faultOf(call: Promise<unknown>): Promise<Fault> {
  const error = await call.then(
    () => new Error('the call succeeded'),
    (caught: unknown) => caught,
  );
  if (!(error instanceof Fault)) throw error;
  const shown = [
    faultText(error, 'en'),
    faultText(error, 'ru'),
    error.detail,
    String(error),
    JSON.stringify(error),
  ].join('\n');
  expect(shown).not.toContain(PASSWORD);
  expect(shown).not.toContain(encodeURIComponent(PASSWORD));
  return error;
}

/** What an act and a read come to against the same server: `type/kind`. */
export async function outcomes(url: string, options: Partial<HttpManagerOptions> = {}) {
  const kinds = [];
  for (const kind of [ACT, READ]) {
    const fault = await faultOf(
      manager(url, options).call('soft.order.param', { elid: '7' }, kind),
    );
    kinds.push(`${fault.type}/${fault.kind}`);
  }
  return { act: kinds[0], read: kinds[1] };
}

export const LOST = { act: 'upstream_answer_lost/unknown', read: 'upstream_unreachable/passing' };
export const BAD = { act: 'upstream_answer_bad/unknown', read: 'upstream_answer_bad/passing' };
export const NOT_SENT = {
  act: 'upstream_unreachable/passing',
  read: 'upstream_unreachable/passing',
};
