/** Where events are written. Text may come from outside: the writer removes control characters. */
export interface Log {
  debug(text: string): void;
  info(text: string): void;
  warning(text: string): void;
  error(text: string): void;
}

export const silentLog: Log = { debug() {}, info() {}, warning() {}, error() {} };
