import { TEXT } from '../../../base/command-line/typed-line.ts';
import { toFault } from '../../../base/fault.ts';
import type { LocalizedText } from '../../../base/localized-text.ts';
import { silentLog } from '../../../base/log.ts';
import { LICENSES_MODULE } from '../../../base/names.ts';
import type { ModuleList } from '../../../operations/modules/module-list.ts';
import type { Offer, OfferPrice } from '../../../operations/modules/module-prices.ts';
import {
  marginOf,
  marginPercentOf,
  type OrderTerms,
  type PriceWarning,
  warningsOf,
} from '../../../operations/modules/price-warnings.ts';
import { type CliContext, defineCommand, EXIT, jsonOption } from '../command.ts';
import { faultLine } from '../fault-line.ts';
import { safeJson, safeText } from '../safe-text.ts';
import { renderTable } from '../table.ts';
import { localTime } from '../times.ts';

export const prices = defineCommand({
  command: 'prices',
  describe: {
    en: "panel modules: your price, the vendor's price, your margin",
    ru: 'модули панели: ваша цена, цена поставщика, ваша наценка',
  },
  builder: (yargs, say) =>
    yargs
      .option('module', {
        ...TEXT,
        describe: say({
          en: 'only this module (its pricelist)',
          ru: 'только этот модуль (номер прайс-листа)',
        }),
      })
      .option('json', jsonOption(say))
      .example(
        '$0 prices',
        say({ en: 'after every change of a margin', ru: 'после каждой смены наценки' }),
      )
      .example(
        '$0 prices --module 23221 --json',
        say({ en: 'one module, for a program', ru: 'один модуль, для программы' }),
      )
      .epilog(
        say({
          en: 'Monthly prices, which are all that a panel uses. The vendor is asked; when it does not answer, the price list that was read last is shown. Warns where a price is below the cost and where a panel shows no module because it has no price.',
          ru: 'Цены за месяц: другие панель не использует. Опрашивается поставщик; если он не отвечает, показывается последний прочитанный прайс-лист. Предупреждает, если цена ниже себестоимости или панель не покажет модуль, потому что цены нет.',
        }),
      ),
  handler: async ({ module, json }, ctx) => {
    const { offers, termsOf } = await offersNow(ctx);
    const chosen = offers.filter(each => module === undefined || each.id === module);
    if (chosen.length === 0 && module !== undefined) {
      ctx.stderr.write(unknownText(module, ctx));
      return EXIT.trouble;
    }
    const rows = chosen.flatMap((offer): readonly Row[] => {
      const terms = termsOf(offer);
      const prices = offer.prices.length === 0 ? [null] : offer.prices;
      return prices.map(price => ({ offer, price, warnings: warningsOf(offer, price, terms) }));
    });
    if (json) ctx.stdout.write(safeJson(rows.map(asJson)));
    else ctx.stdout.write(asTable(rows, ctx));
    for (const row of rows) tellWarnings(row, ctx);
    return EXIT.fine;
  },
});

interface Row {
  readonly offer: Offer;
  readonly price: OfferPrice | null;
  readonly warnings: readonly PriceWarning[];
}

interface Offers {
  readonly offers: readonly Offer[];
  termsOf(offer: Offer): OrderTerms;
}

async function offersNow(ctx: CliContext): Promise<Offers> {
  const { createApp } = await import('../../../app/app.ts');
  const { readModuleList, recallModuleList } = await import(
    '../../../operations/modules/module-list.ts'
  );
  const { offersOf } = await import('../../../operations/modules/module-prices.ts');
  const app = createApp({ root: ctx.root, moduleName: LICENSES_MODULE, log: silentLog });
  try {
    const operationCtx = await app.context();
    let list: ModuleList;
    try {
      list = await readModuleList(operationCtx);
    } catch (error) {
      const fault = toFault(error);
      const kept = fault.kind === 'final' ? null : await recallModuleList(operationCtx);
      if (!kept) throw error;
      ctx.stderr.write(faultLine(fault, ctx.language));
      ctx.stderr.write(keptText(kept, ctx));
      list = kept;
    }
    const { conf } = operationCtx;
    return {
      offers: offersOf(list.modules, conf),
      termsOf: ({ id }) => ({ mode: conf.gateway.mode, tariff: conf.priceSettings(id).tariff }),
    };
  } finally {
    await app.dispose();
  }
}

function keptText({ readAt }: ModuleList, ctx: CliContext): string {
  const time = localTime(readAt);
  return {
    en: `The vendor cannot be asked now; these are its prices of ${time}.\n`,
    ru: `Поставщик сейчас недоступен; это его цены на ${time}.\n`,
  }[ctx.language];
}

const unknownText = (module: string, ctx: CliContext): string =>
  ({
    en: `cpbillmgr: The vendor's price list has no module ${safeText(module)}.\n`,
    ru: `cpbillmgr: В прайс-листе поставщика нет модуля ${safeText(module)}.\n`,
  })[ctx.language];

function asTable(rows: readonly Row[], ctx: CliContext): string {
  const titles = {
    en: ['module', 'name', 'service', 'currency', 'cost', 'price', 'margin', '%', 'rule', 'shown'],
    ru: [
      'модуль',
      'название',
      'имя',
      'валюта',
      'закупка',
      'цена',
      'наценка',
      '%',
      'правило',
      'виден',
    ],
  }[ctx.language];
  const [yes, no] = { en: ['yes', 'no'], ru: ['да', 'нет'] }[ctx.language];
  const cells = rows.map(({ offer, price }) => [
    offer.id,
    offer.name,
    offer.additionintname,
    price?.currency ?? '',
    price?.cost ?? '',
    price?.price ?? '',
    price ? (marginOf(price) ?? '') : '',
    price ? (marginPercentOf(price) ?? '') : '',
    price?.rule ?? '',
    (isShown({ offer, price }) ? yes : no) ?? '',
  ]);
  const numeric = new Set([0, 4, 5, 6, 7]);
  const prose = new Set([1, 2, 8]);
  const columns = titles.map((title, index) => ({
    title,
    ...(numeric.has(index) ? { align: 'right' as const } : {}),
    ...(prose.has(index) ? { isProse: true as const } : {}),
  }));
  return renderTable(columns, cells, { width: ctx.stdout.columns, styled: ctx.stdout.styled });
}

const isShown = ({ offer, price }: Pick<Row, 'offer' | 'price'>): boolean =>
  price !== null && offer.shown && offer.available;

function asJson({ offer, price, warnings }: Row): unknown {
  return {
    module: offer.id,
    name: offer.name,
    service: offer.additionintname,
    currency: price?.currency ?? null,
    cost: price?.cost ?? null,
    price: price?.price ?? null,
    margin: price ? marginOf(price) : null,
    margin_percent: price ? marginPercentOf(price) : null,
    rule: price?.rule ?? null,
    shown: isShown({ offer, price }),
    warnings,
  };
}

/** What the administrator has chosen needs no warning. `%` stands for the module's number. */
const TOLD: Readonly<Partial<Record<PriceWarning, LocalizedText>>> = {
  no_price: {
    en: 'has no price for one month: panels do not show it',
    ru: 'без цены за месяц: панели его не покажут',
  },
  below_cost: {
    en: 'is sold below its cost',
    ru: 'продаётся ниже себестоимости',
  },
  cost_unknown: {
    en: 'is not sold by the vendor in this currency: the margin is not known',
    ru: 'не продаётся поставщиком в этой валюте: наценка неизвестна',
  },
  not_billed: {
    en: 'is ordered automatically and billed to nobody: add tariff = NUMBER to [price %]',
    ru: 'заказывается автоматически, счёт никому не выставляется: добавьте tariff = НОМЕР в [price %]',
  },
};

function tellWarnings({ offer, price, warnings }: Row, ctx: CliContext): void {
  const word = { en: 'warning', ru: 'предупреждение' }[ctx.language];
  for (const warning of warnings) {
    const told = TOLD[warning];
    if (!told) continue;
    const what = `${offer.id} ${offer.name}${price ? ` (${price.currency})` : ''}`;
    const text = told[ctx.language].replaceAll('%', offer.id);
    ctx.stderr.write(`${word}: ${safeText(what)} ${text}\n`);
  }
}
