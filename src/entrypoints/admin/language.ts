import type { Language } from '../../base/localized-text.ts';

/** The language that a locale asks for: Russian for ru_RU.UTF-8 and the like, else English. */
export function languageOfLocale(env: Readonly<Record<string, string | undefined>>): Language {
  // an empty variable counts as not set (POSIX, "Internationalization Variables")
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return /^ru(?:[_.@]|$)/i.test(locale) ? 'ru' : 'en';
}

/**
 * The language of this call. Determined before anything is checked, so that mistakes are reported
 * in it, too.
 */
export function languageOf(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Language {
  for (const [index, word] of argv.entries()) {
    const value = /^(?:--lang|-l)(?:=(.*))?$/.exec(word);
    const language = value && (value[1] ?? argv[index + 1]);
    if (language === 'en' || language === 'ru') return language;
  }
  return languageOfLocale(env);
}
