/** What a module name offers (processing-module.md, "features document"). Only what is listed is ever called. */
export interface ModuleFeatures {
  readonly itemtypes: readonly string[];
  readonly features: readonly string[];
}

/**
 * Features by the name the executable was started under; exactly what works. The test of this list holds it
 * against the table of commands.
 */
export const MODULE_FEATURES: Readonly<Record<string, ModuleFeatures>> = {
  pmcpbillmgr: {
    itemtypes: ['soft', 'softexternal', 'platform', 'addition'],
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
  // its operations are not built yet: a module that lists nothing is never called
  pmcpispmgr: { itemtypes: ['backupservice'], features: [] },
};

/** Settings of a processing module that BILLmanager keeps for us. */
export const MODULE_PARAMS: readonly { readonly name: string; readonly crypted?: true }[] = [
  { name: 'url' },
  { name: 'username' },
  { name: 'password', crypted: true },
  { name: 'dialect' },
];
