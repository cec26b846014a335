import type { Language } from '../../base/localized-text.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS = [
  { seconds: DAY, en: 'd', ru: 'дн' },
  { seconds: HOUR, en: 'h', ru: 'ч' },
  { seconds: MINUTE, en: 'min', ru: 'мин' },
  { seconds: 1, en: 's', ru: 'с' },
] as const;

/** How long ago: `5 min`, `12 d`. A moment in the future (another clock) is `0 s`. */
export function age(moment: Date, now: Date, language: Language): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - moment.getTime()) / 1000));
  const unit = UNITS.find(each => seconds >= each.seconds) ?? UNITS[UNITS.length - 1];
  return unit ? `${Math.floor(seconds / unit.seconds)} ${unit[language]}` : '';
}

/** Date and time of this machine: `2026-11-21 09:05`. */
export function localTime(moment: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day} ${two(moment.getHours())}:${two(moment.getMinutes())}`;
}
