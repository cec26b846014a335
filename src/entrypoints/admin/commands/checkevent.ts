import { type Command, JSON_OPTION } from '../command.ts';

export const checkevent: Command = {
  name: 'checkevent',
  changes: true,
  summary: {
    en: 'from cron: finish what is open, bring services up to date, renew what is due',
    ru: 'для cron: завершить незаконченное, обновить услуги, продлить то, чему пора',
  },
  details: {
    en: 'Brings BILLmanager up to date with the vendor. Silent when all is well and standard output is no terminal. Never two at once: the second says so and ends with 0, as it does in maintenance (etc/billmgr.DoNothing).',
    ru: 'Приводит BILLmanager в соответствие с поставщиком. Молчит, если всё хорошо и вывод идёт не на терминал. Двух сразу не бывает: второй сообщает об этом и завершается с кодом 0, как и в режиме обслуживания (etc/billmgr.DoNothing).',
  },
  options: [
    {
      name: 'module',
      kind: 'id',
      placeholder: 'ID',
      summary: { en: 'only this processing module', ru: 'только этот модуль обработки' },
    },
    {
      name: 'dry-run',
      kind: 'flag',
      summary: {
        en: 'say what would be done, change nothing',
        ru: 'показать, что было бы сделано, ничего не меняя',
      },
    },
    JSON_OPTION,
    {
      name: 'verbose',
      kind: 'flag',
      summary: { en: 'always print the summary line', ru: 'всегда выводить итоговую строку' },
    },
  ],
  examples: [
    {
      words: 'checkevent --dry-run',
      meaning: { en: 'what would the next run do?', ru: 'что сделает следующий запуск?' },
    },
  ],
  async run(args, ctx) {
    const { runCheckevent } = await import('../../cron/entrypoint.ts');
    return runCheckevent({
      root: ctx.root,
      language: ctx.language,
      module: args.text('module') ?? null,
      dryRun: args.flag('dry-run'),
      json: args.flag('json'),
      verbose: args.flag('verbose'),
    });
  },
};
