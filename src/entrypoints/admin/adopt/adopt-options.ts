import type { Argv } from 'yargs';
import { FLAG, TEXT } from '../../../base/command-line/typed-line.ts';
import type { ProviderKind } from '../../../operations/adopt/provider.ts';
import type { Sureness } from '../../../operations/adopt/suggest.ts';
import { idOption, jsonOption, type Say } from '../command.ts';

export const KINDS: readonly ProviderKind[] = ['account', 'license'];
/** Surest first. */
const SUREST: Sureness = 'sure';
export const SURE_WORDS: readonly Sureness[] = [SUREST, 'likely', 'possible'];

/** What may be bound, and how: a pair, a file of pairs, or what is found. */
export const adoptOptions = (yargs: Argv, say: Say) =>
  yargs
    .option('item', { ...idOption(say), describe: say({ en: 'the service', ru: 'услуга' }) })
    .option('account', {
      ...TEXT,
      implies: 'item',
      conflicts: 'license',
      describe: say({ en: 'user name of the panel account', ru: 'имя пользователя в панели' }),
    })
    .option('license', {
      ...TEXT,
      implies: 'item',
      describe: say({ en: 'id of the license at the vendor', ru: 'номер лицензии у поставщика' }),
    })
    .option('csv', {
      ...TEXT,
      conflicts: ['item', 'suggest'],
      describe: say({
        en: 'many pairs: columns item, and account (with password, if known) or license',
        ru: 'много пар: столбцы item и account (и password, если известен) или license',
      }),
    })
    .option('encoding', {
      ...TEXT,
      default: 'utf-8',
      describe: say({ en: 'encoding of the file', ru: 'кодировка файла' }),
    })
    .option('suggest', {
      ...FLAG,
      conflicts: 'item',
      describe: say({
        en: 'look for pairs by user name, address, name and remoteid',
        ru: 'подобрать пары по имени пользователя, адресу, имени и remoteid',
      }),
    })
    .option('of', {
      requiresArg: true,
      choices: KINDS,
      describe: say({ en: 'suggest only these', ru: 'подбирать только их' }),
    })
    .option('sure', {
      requiresArg: true,
      choices: SURE_WORDS,
      default: SUREST,
      describe: say({
        en: 'apply suggestions that are at least so sure',
        ru: 'применять совпадения не ниже этого уровня уверенности',
      }),
    })
    .option('to', {
      ...idOption(say),
      describe: say({
        en: 'the processing module that is to serve the accounts afterwards',
        ru: 'модуль обработки, который будет вести учётные записи',
      }),
    })
    .option('create', {
      ...FLAG,
      implies: ['csv', 'to'],
      describe: say({
        en: 'make services for rows without item: columns account, client, tariff, period, expiredate',
        ru: 'завести услуги для строк без item: столбцы account, client, tariff, period, expiredate',
      }),
    })
    .option('password-file', {
      ...TEXT,
      implies: 'account',
      describe: say({
        en: 'a file with the present password of the account; - for standard input',
        ru: 'файл с нынешним паролем учётной записи; - для стандартного ввода',
      }),
    })
    .option('new-password', {
      ...FLAG,
      conflicts: 'password-file',
      describe: say({
        en: 'give each account a new password when it is bound to a service of ours',
        ru: 'задать каждой учётной записи новый пароль при привязке к нашей услуге',
      }),
    })
    .option('any-tariff', {
      ...FLAG,
      describe: say({
        en: 'bind although the tariff sells something else',
        ru: 'связать, даже если тариф продаёт другое',
      }),
    })
    .option('apply', {
      ...FLAG,
      describe: say({ en: 'carry the plan out', ru: 'выполнить план' }),
    })
    .option('json', jsonOption(say))
    .check(({ item, account, license, csv, suggest }) => {
      const isPair = item !== undefined && (account ?? license) !== undefined;
      return isPair || csv !== undefined || suggest === true || say(ONE_WAY);
    }, false)
    .example(
      '$0 adopt --item 117 --account site1',
      say({ en: 'show what binding would do', ru: 'показать, что изменит привязка' }),
    )
    .example(
      '$0 adopt --item 117 --license 5501 --apply',
      say({ en: 'bind a license', ru: 'связать лицензию' }),
    )
    .example(
      '$0 adopt --csv accounts.csv --apply',
      say({ en: 'bind what a file lists', ru: 'связать всё, что перечислено в файле' }),
    )
    .example(
      '$0 adopt --csv accounts.csv --to 2 --apply',
      say({
        en: 'the same for services of another module, in two passes',
        ru: 'то же для услуг другого модуля, в два прохода',
      }),
    )
    .example(
      '$0 adopt --suggest --of account',
      say({
        en: 'what may belong to which service?',
        ru: 'что какой услуге может принадлежать?',
      }),
    );

const ONE_WAY = {
  en: 'Say what to bind: --item with --account or --license, or --csv FILE, or --suggest',
  ru: 'Укажите, что связать: --item с --account или --license, либо --csv ФАЙЛ, либо --suggest',
};
