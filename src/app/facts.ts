import type { Clock } from '../base/clock.ts';
import { toFault } from '../base/fault.ts';
import type { Log } from '../base/log.ts';
import type { Facts } from '../billmanager/billmanager.ts';
import { databaseFacts } from '../billmanager/database/database-facts.ts';
import { type DatabaseSettings, databaseSettings } from '../billmanager/database/panel-settings.ts';
import { DatabaseSession } from '../billmanager/database/session.ts';
import { databaseFirst } from '../billmanager/database-first.ts';
import { formFacts } from '../billmanager/forms/form-facts.ts';
import type { Conf } from '../conf/conf.ts';
import { readNamedFile } from '../conf/named-file.ts';
import type { Manager } from '../manager-api/manager.ts';

interface AppFactsOptions {
  readonly root: string;
  readonly manager: Manager;
  readonly itemtypes: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  conf(): Promise<Conf>;
  /** Called when the database is queried. */
  onQuestion(): void;
}

/** BILLmanager's facts as the conf's section [billmanager] wants them read. */
export function appFacts(options: AppFactsOptions): Facts & { close(): void } {
  const { root, manager, itemtypes, clock, log } = options;
  /** A conf with mistakes is not used; a fault is still reported to BILLmanager. */
  const wishes = async (): Promise<Conf['billmanager'] | null> => {
    try {
      return (await options.conf()).billmanager;
    } catch (error) {
      log.debug(`facts without the conf: ${toFault(error).message}`);
      return null;
    }
  };
  let settings: Promise<DatabaseSettings> | undefined;
  const readSettings = (): Promise<DatabaseSettings> => {
    settings ??= settingsOf(root, manager, wishes);
    return settings;
  };
  const session = new DatabaseSession(readSettings, clock);
  const forms = formFacts(manager, { itemtypes, log });
  const database = databaseFacts(
    {
      rows(sql, values) {
        options.onQuestion();
        return session.rows(sql, values);
      },
      close: () => session.close(),
    },
    {
      itemtypes,
      forms,
      async decrypt(value) {
        const { decrypted } = await import('../billmanager/database/decrypt.ts');
        return decrypted(value, (await readSettings()).cryptKey);
      },
    },
  );
  const way = async () => (await wishes())?.facts ?? 'auto';
  return { ...databaseFirst(database, forms, { clock, log, way }), close: () => session.close() };
}

async function settingsOf(
  root: string,
  manager: Manager,
  wishes: () => Promise<Conf['billmanager'] | null>,
): Promise<DatabaseSettings> {
  const wish = await wishes();
  const { host = '', user = '', password = '', name = '', socket = '', ca = '' } = wish ?? {};
  const own = { host, user, password, name, socket };
  const pem = ca === '' ? '' : readNamedFile({ file: ca, isSecret: false });
  return databaseSettings(root, { ...own, ca: pem }, manager);
}
