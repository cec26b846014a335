import type { CommandText } from './command.ts';

/**
 * The sandbox reads its own command line: help lists it and completion knows it, nothing here runs
 * it.
 */
export const SANDBOX: CommandText = {
  name: 'sandbox',
  summary: {
    en: 'a stand-in of the vendor and of BILLmanager, to try a tariff without money',
    ru: 'имитация поставщика и BILLmanager: проверить тариф без затрат',
  },
};
