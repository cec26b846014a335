import { type Fault, toFault } from '../../base/fault.ts';
import type { MayAct } from '../../base/maintenance.ts';
import { ACCOUNTS_MODULE, isModuleName, MODULE_NAMES } from '../../base/names.ts';
import type { Billmanager, ModuleSettings } from '../../billmanager/billmanager.ts';
import type { Context } from '../engine/context.ts';
import { viewInstallation } from '../installation/installation-answers.ts';
import { examineInstallation } from './examine-installation.ts';
import { type Finding, foundFault, ok } from './finding.ts';

/** What is examined; whatever cannot be had is a finding. */
interface Patient {
  readonly billmanager: Billmanager;
  readonly mayAct: MayAct;
  /** Throws what is wrong with conf and files. */
  context(): Promise<Context>;
}

const NO_PRESET = {
  en: 'names no preset: no license can be ordered',
  ru: 'нет ни одного пресета: заказать лицензию нельзя',
};
const ADD_PRESET = {
  en: 'a line such as "Preset 3541-ISPmanager Lite" in etc/cpbillmgr.conf, for each tariff of the vendor that is sold',
  ru: 'строка вида «Preset 3541-ISPmanager Lite» в etc/cpbillmgr.conf для каждого продаваемого тарифа поставщика',
};

/**
 * Looks at all that an operation needs, in the order in which one thing needs the other: what
 * cannot be looked at for want of another is left out. Changes nothing, at the vendor neither.
 */
export async function* examine(patient: Patient): AsyncIterable<Finding> {
  yield examineMaintenance(patient);
  const ctx = await orFinding('conf', () => patient.context());
  if ('level' in ctx) {
    yield ctx;
    return;
  }
  const { presets, periods } = ctx.conf;
  const counts = {
    en: `presets: ${presets.length}, periods: ${periods.size}`,
    ru: `пресетов: ${presets.length}, периодов: ${periods.size}`,
  };
  if (presets.length > 0) yield ok('conf', counts);
  else yield { about: 'conf', level: 'warning', text: NO_PRESET, mend: ADD_PRESET };
  const modules = await orFinding('BILLmanager', () => patient.billmanager.modules());
  if ('level' in modules) {
    yield modules;
    return;
  }
  const ours = modules.filter(each => isModuleName(each.module));
  yield examineModules(ours);
  for (const module of ours) yield await examineLogin(ctx, module);
  const view = await orFinding('state file', () => viewInstallation(ctx));
  if ('level' in view) yield view;
  else yield* examineInstallation(view);
}

async function orFinding<T extends object>(
  about: string,
  look: () => Promise<T>,
): Promise<T | Finding> {
  try {
    return await look();
  } catch (error) {
    const fault = toFault(error);
    return foundFault(about, fault, mendOf(fault));
  }
}

/** Where the fault's own text does not name the next step. */
function mendOf({ type }: Fault): Finding['mend'] {
  return type === 'conf_bad'
    ? { en: 'cpbillmgr conf check: names every mistake', ru: 'cpbillmgr conf check: все ошибки' }
    : null;
}

function examineMaintenance({ mayAct }: Patient): Finding {
  try {
    mayAct();
    return ok('maintenance', { en: 'none', ru: 'нет' });
  } catch (error) {
    return { ...foundFault('maintenance', toFault(error)), level: 'warning' };
  }
}

function examineModules(ours: readonly ModuleSettings[]): Finding {
  if (ours.length > 0)
    return ok('BILLmanager', {
      en: `processing modules: ${ours.length}`,
      ru: `модулей обработки: ${ours.length}`,
    });
  return {
    about: 'BILLmanager',
    level: 'broken',
    text: {
      en: `has no processing module ${MODULE_NAMES.join(' or ')}`,
      ru: `нет модуля обработки ${MODULE_NAMES.join(' или ')}`,
    },
    mend: {
      en: 'Integration, Processing modules, Add: connect the vendor account',
      ru: 'Интеграция, Модули обработки, Добавить: подключите учётную запись поставщика',
    },
  };
}

/** The login that a module has in BILLmanager, with a harmless question. */
async function examineLogin(ctx: Context, { id, module }: ModuleSettings): Promise<Finding> {
  const about = `module ${id}`;
  const found = await orFinding(about, async () => {
    const settings = await ctx.billmanager.module(id);
    if (module === ACCOUNTS_MODULE) {
      const { accounts } = await ctx.panel(settings);
      await accounts.checkAdministrator();
    } else {
      const { vendor } = await ctx.vendor(settings);
      await vendor.checkLogin();
    }
    return settings;
  });
  if ('level' in found) return found;
  return ok(about, {
    en: `${found.url} takes the login ${found.username}`,
    ru: `${found.url} принимает логин ${found.username}`,
  });
}
