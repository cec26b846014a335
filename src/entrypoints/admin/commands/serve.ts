import { defineCommand } from '../command.ts';

export const serve = defineCommand({
  command: 'serve',
  describe: {
    en: 'the partner gateway: prices and orders of panel modules',
    ru: 'партнёрский шлюз: цены и заказы модулей панели',
  },
  builder: (yargs, say) =>
    yargs
      .example(
        '$0 serve',
        say({ en: 'in the foreground, until Ctrl-C', ru: 'на переднем плане, до Ctrl-C' }),
      )
      .epilog(
        say({
          en: 'Tells panels your prices (pricelist.export) and takes their "Buy" clicks, by the [gateway] section of etc/cpbillmgr.conf. Runs until SIGTERM; SIGHUP reads the certificate and the price list again. In maintenance (etc/billmgr.DoNothing) it shows prices and sells nothing.',
          ru: 'Сообщает панелям ваши цены (pricelist.export) и принимает нажатия «Купить» по настройкам раздела [gateway] файла etc/cpbillmgr.conf. Работает до SIGTERM; по SIGHUP заново читает сертификат и прайс-лист. В режиме обслуживания (etc/billmgr.DoNothing) показывает цены и ничего не продаёт.',
        }),
      ),
  handler: async (_args, ctx) => {
    const { runGateway } = await import('../../gateway/entrypoint.ts');
    return runGateway(ctx);
  },
});
