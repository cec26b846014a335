/** Shows a person how far the run has got. */
export interface Progress {
  /** Begins the next stretch of work, of `total` pieces; 0 when that is not known. */
  start(label: string, total: number): void;
  advance(pieces: number): void;
  end(): void;
}

export const noProgress: Progress = { start() {}, advance() {}, end() {} };

const WIDTH = 30;
/** A few frames a second are enough for a terminal. */
const PAUSE_MS = 100;

/** A bar with rate and remaining time, drawn over itself on a terminal. */
export function terminalProgress(
  out: { write(text: string): unknown },
  now: () => number = Date.now,
): Progress {
  let label = '';
  let total = 0;
  let done = 0;
  let began = now();
  let drawn = 0;
  const draw = (): void => {
    drawn = now();
    out.write(`\r\u001b[K${progressLine(label, done, total, (drawn - began) / 1000)}`);
  };
  return {
    start(newLabel, newTotal) {
      [label, total, done, began] = [newLabel, newTotal, 0, now()];
      draw();
    },
    advance(pieces) {
      done += pieces;
      if (now() - drawn >= PAUSE_MS) draw();
    },
    end() {
      out.write('\r\u001b[K');
    },
  };
}

function progressLine(label: string, done: number, total: number, seconds: number): string {
  const rate = seconds > 0 ? done / seconds : 0;
  const speed = rate > 0 ? `${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s` : '';
  if (total === 0) return `${label}: ${done} ${speed}`.trimEnd();
  const part = Math.min(1, done / total);
  const filled = Math.round(part * WIDTH);
  const left = rate > 0 ? `${Math.ceil((total - done) / rate)} s left` : '';
  const bar = '#'.repeat(filled) + '.'.repeat(WIDTH - filled);
  return `${label} [${bar}] ${done}/${total} ${speed} ${left}`.trimEnd();
}
