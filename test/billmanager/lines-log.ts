import type { Log } from '../../src/base/log.ts';

/** A log that keeps its lines. */
export class LinesLog implements Log {
  readonly lines: string[] = [];

  debug(text: string): void {
    this.lines.push(`debug ${text}`);
  }
  info(text: string): void {
    this.lines.push(`info ${text}`);
  }
  warning(text: string): void {
    this.lines.push(`warning ${text}`);
  }
  error(text: string): void {
    this.lines.push(`error ${text}`);
  }
}
