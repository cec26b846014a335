import { ACCOUNTS_MODULE, LICENSES_MODULE } from '../../base/names.ts';

/**
 * What a module name offers (processing-module.md, "features document"). Only what is listed is
 * ever called.
 */
export interface ModuleFeatures {
  readonly features: readonly string[];
}

/**
 * Features by the name the executable was started under; exactly what works. The test of this list
 * holds it against the table of commands.
 */
export const MODULE_FEATURES: Readonly<Record<string, ModuleFeatures>> = {
  [LICENSES_MODULE]: {
    features: [
      'check_connection',
      'tune_connection',
      'open',
      'reopen',
      'suspend',
      'resume',
      'close',
      'prolong',
      'cancel_prolong',
      'setparam',
      'check_param',
      'gen_key',
      'sync_item',
      'sync_pricelist',
      'get_server_config',
      'import',
      'get_suitable_module',
      'getbalance',
    ],
  },
  [ACCOUNTS_MODULE]: {
    features: [
      'check_connection',
      'tune_connection',
      // the tariff has fields of ours (form pricelist.pmcpispmgr), which the command behind it
      // fills
      'pricelist_dynamic_settings',
      'pricelist_dynamic_settings_tune',
      'open',
      'reopen',
      'suspend',
      'resume',
      'close',
      'prolong',
      'cancel_prolong',
      'setparam',
      'sync_item',
      'import',
      'stat',
    ],
  },
};

/** Features that are no commands: they tell BILLmanager of something else. */
export const FLAGS: readonly string[] = ['pricelist_dynamic_settings'];

/** Settings of a processing module that BILLmanager keeps for us. */
export const MODULE_PARAMS: readonly {
  readonly name: string;
  readonly crypted?: true;
  /** Of this module alone. */
  readonly only?: string;
}[] = [
  { name: 'url' },
  { name: 'username' },
  { name: 'password', crypted: true },
  { name: 'dialect', only: LICENSES_MODULE },
];
