import type { LocalizedText } from '../base/localized-text.ts';
import type { Conf } from './conf.ts';

type GatewayConf = Pick<Conf, 'gateway' | 'presets' | 'priced' | 'priceSettings'>;

/**
 * Settings of `[gateway]` and `[price N]` that work but are probably not meant; each warning names
 * the line to add. The vendor's price list is not known here.
 */
export function gatewayWarnings(conf: GatewayConf): readonly LocalizedText[] {
  const { mode, listen, orderUrl } = conf.gateway;
  const isUsed = listen !== null || mode === 'automatic';
  return [
    ...(isUsed && orderUrl === '' ? [noOrderPage(mode)] : []),
    ...(mode === 'automatic' ? billingWarnings(conf) : []),
  ];
}

/**
 * Orders by "Buy" are charged at the vendor at once: without a tariff nobody is billed for them,
 * without a Preset line not again.
 */
function billingWarnings(conf: GatewayConf): readonly LocalizedText[] {
  const offered = conf.priced.filter(each => conf.priceSettings(each).show);
  const billed = offered.filter(each => conf.priceSettings(each).tariff !== '');
  return [
    ...(billed.length === 0 ? [nothingBilled(offered.length > 0)] : []),
    ...offered.filter(each => !billed.includes(each)).map(noTariff),
    ...billed.filter(each => !conf.presets.some(preset => preset.id === each)).map(noPreset),
  ];
}

const noOrderPage = (mode: string): LocalizedText => ({
  en:
    `[gateway] in ${mode} mode without order_url: the Buy link has nowhere to lead;` +
    ' add there: order_url = https://...',
  ru:
    `[gateway] в режиме ${mode} без order_url: ссылке «Купить» некуда вести;` +
    ' добавьте туда: order_url = https://...',
});

function nothingBilled(areSome: boolean): LocalizedText {
  const en =
    '[gateway] orders automatically and no module has a tariff: orders by "Buy" are paid by you' +
    ' and billed to nobody (cpbillmgr prices names the modules)';
  const ru =
    '[gateway] заказывает автоматически, но ни у одного модуля нет тарифа: заказы по «Купить»' +
    ' оплачиваете вы, счёт никому не выставляется (модули называет cpbillmgr prices)';
  if (areSome) return { en, ru };
  return {
    en: `${en}; add for each of them: [price NUMBER] and below it tariff = NUMBER_OF_ITS_TARIFF`,
    ru: `${ru}; добавьте для каждого: [price НОМЕР] и под ним tariff = НОМЕР_ТАРИФА`,
  };
}

const noTariff = (pricelist: string): LocalizedText => ({
  en:
    `[price ${pricelist}] without tariff: an order by "Buy" is paid by you and billed to nobody;` +
    ' add there: tariff = NUMBER (of the tariff in BILLmanager)',
  ru:
    `[price ${pricelist}] без tariff: заказ по «Купить» оплачиваете вы, счёт никому не` +
    ' выставляется; добавьте туда: tariff = НОМЕР (тарифа в BILLmanager)',
});

const noPreset = (pricelist: string): LocalizedText => ({
  en:
    `[price ${pricelist}] has a tariff, and no Preset line has this number: its services cannot` +
    ` be renewed; add above the sections: Preset ${pricelist}-NAME`,
  ru:
    `у [price ${pricelist}] есть тариф, но нет строки Preset с этим номером: услуги не` +
    ` продлятся; добавьте перед разделами: Preset ${pricelist}-НАЗВАНИЕ`,
});
