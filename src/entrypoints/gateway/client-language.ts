import type { Language } from '../../base/localized-text.ts';

/**
 * The language of a page: the conf's, or the one of ours that the browser prefers (RFC 9110,
 * 12.5.4); else English.
 */
export function clientLanguage(
  wanted: 'auto' | Language,
  acceptLanguage: string | undefined,
): Language {
  if (wanted !== 'auto') return wanted;
  const preferences = (acceptLanguage ?? '')
    .slice(0, 1000)
    .split(',')
    .map(part => {
      const [tag = '', ...parameters] = part.split(';').map(each => each.trim().toLowerCase());
      const weight = parameters
        .map(each => /^q=([\d.]+)$/.exec(each)?.[1])
        .find(each => each !== undefined);
      return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(each => each.weight > 0 && (each.language === 'ru' || each.language === 'en'))
    .sort((a, b) => b.weight - a.weight);
  return preferences[0]?.language === 'ru' ? 'ru' : 'en';
}
