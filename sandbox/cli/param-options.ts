import type { Argv } from 'yargs';
import { TEXT } from '../../src/base/command-line/typed-line.ts';
import { amounts, pairs } from './operate.ts';

/** What an order form asks of a license. */
export function paramOptions<Args>(command: Argv<Args>) {
  return command
    .option('ip', { ...TEXT, describe: 'address of the license' })
    .option('licname', { ...TEXT, describe: 'name of the license' })
    .option('addon', {
      ...TEXT,
      array: true,
      default: [],
      describe: 'RESOURCE=AMOUNT, by internal name: 4602=3',
    })
    .option('param', {
      ...TEXT,
      array: true,
      default: [],
      describe: 'NAME=VALUE, any other field of the order form',
    });
}

export interface ParamArgs {
  readonly ip?: string | undefined;
  readonly licname?: string | undefined;
  readonly addon: readonly string[];
  readonly param: readonly string[];
}

export function paramsOf({ ip, licname, addon, param }: ParamArgs) {
  return {
    ...(ip !== undefined && { ip }),
    ...(licname !== undefined && { licname }),
    addons: amounts(addon),
    params: pairs(param, '--param'),
  };
}
