import { FLAG } from '../../../base/command-line/typed-line.ts';
import { defineCommand, idOption, jsonOption } from '../command.ts';

export const checkevent = defineCommand({
  command: 'checkevent',
  describe: {
    en: 'from cron: finish what is open, bring services up to date, renew what is due',
    ru: 'для cron: завершить незаконченное, обновить услуги, продлить то, чему пора',
  },
  builder: (yargs, say) =>
    yargs
      .option('module', {
        ...idOption(say),
        describe: say({ en: 'only this processing module', ru: 'только этот модуль обработки' }),
      })
      .option('dry-run', {
        ...FLAG,
        describe: say({
          en: 'say what would be done, change nothing',
          ru: 'показать, что было бы сделано, ничего не меняя',
        }),
      })
      .option('json', jsonOption(say))
      .option('verbose', {
        ...FLAG,
        describe: say({
          en: 'always print the summary line',
          ru: 'всегда выводить итоговую строку',
        }),
      })
      .example(
        '$0 checkevent --dry-run',
        say({ en: 'what would the next run do?', ru: 'что сделает следующий запуск?' }),
      )
      .epilog(
        say({
          en: 'Brings BILLmanager up to date with the vendor. Silent when all is well and standard output is no terminal. Never two at once: the second says so and ends with 0, as it does in maintenance (etc/billmgr.DoNothing).',
          ru: 'Приводит BILLmanager в соответствие с поставщиком. Молчит, если всё хорошо и вывод идёт не на терминал. Двух сразу не бывает: второй сообщает об этом и завершается с кодом 0, как и в режиме обслуживания (etc/billmgr.DoNothing).',
        }),
      ),
  handler: async (args, ctx) => {
    const { runCheckevent } = await import('../../cron/entrypoint.ts');
    return runCheckevent({
      root: ctx.root,
      language: ctx.language,
      module: args.module ?? null,
      dryRun: args['dry-run'] === true,
      json: args.json === true,
      verbose: args.verbose === true,
    });
  },
});
