import { parseConf } from '../../src/conf/parse.ts';
import { SETTLE_MS } from '../support/wire.ts';
import type { Plan } from './plan.ts';

/** What an administrator may do to the conf: nothing, set limits, forget a preset, map a period. */
export type ConfChange = 'none' | 'limits' | 'no preset' | 'periods';

/** The conf of a world, as it is at first or with a change. */
export function confOf({ settings }: Plan, change: ConfChange = 'none') {
  const limit = change === 'limits' ? 'max_cost = 8' : '';
  const text = `${change === 'no preset' ? '' : 'Preset 3541-Lite'}
Preset 4601-Business
Preset 5577-Years
Preset 5579-Months
[upstream]
settle = ${SETTLE_MS / 1000}
key_wait = ${settings.keyWait}
rate = ${settings.rate}
${change === 'limits' ? '[preset 3541]\nmax_cost = 8' : ''}
${change === 'periods' ? '[preset 3541]\nperiod.3 = 1' : ''}
[preset 4601]
addon.4602 = 1
close = release
${limit}
[preset 5577]
period.1 = 12
period.3 = 12
[preset 5579]
period.12 = 1
period.3 = 1
`;
  const { conf, errors } = parseConf(text, 'cpbillmgr.conf', '/');
  if (errors.length > 0)
    throw new Error(`the simulation's conf is wrong: ${JSON.stringify(errors)}`);
  return conf;
}
