import { MEANINGS, textOf } from '../../../conf/help.ts';
import type { ConfInspection } from '../../../conf/inspect.ts';
import { errorText, type ValidationError } from '../../../conf/validation-error.ts';
import { type CommandGroup, defineCommand, EXIT, jsonOption } from '../command.ts';
import { safeJson, safeText } from '../safe-text.ts';

const confCheck = defineCommand({
  command: 'check',
  describe: {
    en: 'name every mistake of etc/cpbillmgr.conf',
    ru: 'назвать все ошибки в etc/cpbillmgr.conf',
  },
  builder: (yargs, say) =>
    yargs
      .option('json', jsonOption(say))
      .example(
        '$0 conf check',
        say({ en: 'after every change of the file', ru: 'после каждой правки файла' }),
      )
      .example(
        '$0 conf check --json',
        say({
          en: 'for a program that deploys it',
          ru: 'для скрипта развёртывания',
        }),
      )
      .epilog(
        say({
          en: 'Each mistake is told with its line, what was found and what is allowed. Warnings (a certificate file that is missing, settings that do not go together) leave the exit code at 0. The vendor is not asked.',
          ru: 'Для каждой ошибки называются строка, что обнаружено и что допустимо. Предупреждения (нет файла сертификатов, настройки не сочетаются) не меняют код завершения 0. Поставщик не опрашивается.',
        }),
      ),
  handler: async ({ json }, ctx) => {
    const { inspectConf } = await import('../../../conf/inspect.ts');
    const found = await inspectConf(ctx.root);
    const bad = found.errors.length + found.refusals.length > 0;
    if (json) ctx.stdout.write(safeJson(asJson(found, ctx.language)));
    else for (const line of asLines(found, ctx.language)) ctx.stdout.write(`${safeText(line)}\n`);
    return bad ? EXIT.trouble : EXIT.fine;
  },
});

export const conf: CommandGroup = {
  command: 'conf',
  describe: {
    en: 'check: name every mistake of etc/cpbillmgr.conf',
    ru: 'check: назвать все ошибки в etc/cpbillmgr.conf',
  },
  commands: [confCheck],
};

function asLines(found: ConfInspection, language: 'en' | 'ru'): readonly string[] {
  const warning = { en: 'warning', ru: 'предупреждение' }[language];
  return [
    ...found.errors.flatMap(each => {
      const meaning = meaningOf(each, language);
      return [errorText(each, language), ...(meaning === null ? [] : [`    (${meaning})`])];
    }),
    ...found.refusals.map(each => each[language]),
    ...found.warnings.map(each => `${found.file}: ${warning}: ${each[language]}`),
    summary(found, language),
  ];
}

function meaningOf({ key }: ValidationError, language: 'en' | 'ru'): string | null {
  return key && textOf(MEANINGS[language][key[0]], key[1]);
}

function summary(found: ConfInspection, language: 'en' | 'ru'): string {
  const bad = found.errors.length + found.refusals.length;
  const presets = found.conf.presets.length;
  const periods = found.conf.periods.size;
  if (!found.exists)
    return {
      en: `${found.file}: there is no such file; defaults hold and nothing can be ordered`,
      ru: `${found.file}: файла нет; действуют значения по умолчанию, заказать ничего нельзя`,
    }[language];
  if (bad > 0)
    return {
      en: `${found.file}: mistakes: ${bad}; cpbillmgr refuses the file until they are mended`,
      ru: `${found.file}: ошибок: ${bad}; пока они не исправлены, cpbillmgr не принимает файл`,
    }[language];
  return {
    en: `${found.file}: no mistakes; presets: ${presets}, periods: ${periods}`,
    ru: `${found.file}: ошибок нет; пресетов: ${presets}, периодов: ${periods}`,
  }[language];
}

function asJson(found: ConfInspection, language: 'en' | 'ru'): unknown {
  return {
    file: found.file,
    exists: found.exists,
    mistakes: found.errors.map(each => ({
      line: each.line,
      found: each.found[language],
      allowed: each.allowed[language],
      meaning: meaningOf(each, language),
    })),
    refusals: found.refusals.map(each => each[language]),
    warnings: found.warnings.map(each => each[language]),
  };
}
