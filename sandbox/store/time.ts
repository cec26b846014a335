/** Dates as both stand-ins write them: `YYYY-MM-DD`, counted in the side's own time zone. */
type Day = string;

const DAY_MS = 86_400_000;

interface ClockSettings {
  number(name: 'clock_offset' | 'zone_minutes'): number;
}

/**
 * The clock of one side: the real time plus what the administrator of the sandbox has moved it by.
 */
export class SandboxClock {
  private readonly settings: ClockSettings;

  constructor(settings: ClockSettings) {
    this.settings = settings;
  }

  now(): Date {
    return new Date(Date.now() + this.settings.number('clock_offset'));
  }

  today(): Day {
    return new Date(this.now().getTime() + this.settings.number('zone_minutes') * 60_000)
      .toISOString()
      .slice(0, 10);
  }
}

/**
 * The end of a period of `months` that begins on `day`: a day that the month lacks becomes its last
 * one.
 */
export function plusMonths(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date, last));
  return first.toISOString().slice(0, 10);
}

export function plusDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function daysFrom(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** End of a period as BILLmanager numbers it: months, -100 trial; null for a lifetime (0). */
export function periodEnd(from: Day, period: number, trialDays: number): Day | null {
  if (period === 0) return null;
  return period < 0 ? plusDays(from, trialDays) : plusMonths(from, period);
}

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: DAY_MS,
  w: 7 * DAY_MS,
};

/**
 * How far a clock is to be moved: `+30d`, `-2h`, `+1M` (a calendar month is counted from `now`), or
 * to a date `2031-02-28` at the same time of day. In milliseconds; undefined if the text is none of
 * these.
 */
export function clockStep(text: string, now: Date): number | undefined {
  if (isDay(text))
    return (
      Date.parse(`${text}T00:00:00Z`) - Date.parse(`${now.toISOString().slice(0, 10)}T00:00:00Z`)
    );
  const match = /^([+-]?)(\d+)([smhdwMy])$/.exec(text);
  if (!match) return undefined;
  const [, sign, amount, unit = ''] = match;
  const count = Number(amount) * (sign === '-' ? -1 : 1);
  const ms = UNIT_MS[unit];
  if (ms !== undefined) return count * ms;
  const today = now.toISOString().slice(0, 10);
  return daysFrom(today, plusMonths(today, unit === 'y' ? count * 12 : count)) * DAY_MS;
}
