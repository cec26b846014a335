import { closeSync, constants, writeSync } from 'node:fs';
import { openOwn, refuseExposed } from './exposure.ts';
import type { Log } from './log.ts';
import { oneLine } from './plain-text.ts';
import { maskSecrets } from './secrets.ts';

const { O_APPEND, O_CREAT, O_WRONLY } = constants;

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';
const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warning', 'error'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export interface FileLog extends Log {
  /** Events below this level are left out; `info` at first, until the conf is read. */
  setLevel(level: LogLevel): void;
  close(): void;
}

/**
 * The panel's own log format (docs/reference/processing-module.md, "Logs"): `Mon D HH:MM:SS [PID]
 * pmNAME LEVEL text`, in local time. One line per event, whatever the data holds; secrets are
 * masked. Each event is one write to a file opened for appending, so lines of several processes do
 * not mix. A log that cannot be written, or that others could redirect, goes to standard error: a
 * full disk must not stop an operation.
 */
export function fileLog(file: string, name: string): FileLog {
  let lowest: LogLevel = 'info';
  let fd: number | null = null;
  let broken = false;
  const write = (level: LogLevel, text: string): void => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(lowest)) return;
    const line = logLine(new Date(), name, level, text);
    if (!broken) {
      try {
        fd ??= openLog(file);
        writeSync(fd, line);
        return;
      } catch (error) {
        broken = true;
        process.stderr.write(
          `${name}: the log ${file} cannot be written: ${error instanceof Error ? error.message : ''}\n`,
        );
      }
    }
    process.stderr.write(line);
  };
  return {
    debug: text => write('debug', text),
    info: text => write('info', text),
    warning: text => write('warning', text),
    error: text => write('error', text),
    setLevel(level) {
      lowest = level;
    },
    close() {
      if (fd !== null) closeSync(fd);
      fd = null;
    },
  };
}

/**
 * Opens a log for appending, made for its owner alone; returns its descriptor. Throws an Error for
 * a link, Fault path_exposed for a folder that others may change.
 */
export function openLog(file: string): number {
  refuseExposed(file);
  return openOwn(file, O_WRONLY | O_APPEND | O_CREAT, 0o600);
}

function logLine(at: Date, name: string, level: LogLevel, text: string): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  const time = `${MONTHS[at.getMonth()]} ${at.getDate()} ${clock}`;
  return `${time} [${process.pid}] ${name} ${level.toUpperCase()} ${oneLine(maskSecrets(text))}\n`;
}
