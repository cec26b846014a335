import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exposureOf, pathExposed } from '../../base/exposure.ts';
import { PANEL_CONF, PANEL_CONF_FOLDER, PANEL_CRYPT_KEY } from '../../base/paths.ts';
import { keepSecret } from '../../base/secrets.ts';
import { childrenOf } from '../../manager-api/document.ts';
import type { Manager } from '../../manager-api/manager.ts';

/** How BILLmanager's database is reached. `password` is secret. */
export interface DatabaseSettings {
  /** Its socket; '' for a connection to host and port. */
  readonly socket: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Names to try, for the panel's own programs do not agree on the default. */
  readonly names: readonly string[];
  /** Certificates of the authority that a server elsewhere shows, PEM; '' if none is asked for. */
  readonly ca: string;
  /** The key of encrypted values, PEM; a path. */
  readonly cryptKey: string;
}

/** What an administrator may say in place of the panel's own settings; '' where nothing is said. */
export interface OwnSettings {
  readonly host: string;
  readonly user: string;
  readonly password: string;
  readonly name: string;
  readonly socket: string;
  readonly ca: string;
}

const PORT = 3306;
const LOCAL_SOCKETS = [
  '/var/run/mysqld/mysqld.sock',
  '/var/lib/mysql/mysql.sock',
  '/tmp/mysql.sock',
];
const DEFAULT_NAMES = ['billmgr', 'billmgr5'];
/** A parameter, a blank, and its value to the end of the line. */
const LINE = /^(\w+)[ \t](.*?)\r?$/;

/**
 * The panel's settings (docs/reference/billmanager.md, "Connection settings"): the lines of its
 * conf, else what mgrctl's `paramlist` tells; `own` wins over both. The answer is kept nowhere.
 * Throws Fault path_exposed where others may change the files.
 */
export async function databaseSettings(
  root: string,
  own: OwnSettings,
  manager: Manager,
): Promise<DatabaseSettings> {
  const lines = linesOf(root);
  const isTold = ['DBHost', 'DBUser', 'DBPassword', 'DBName', 'DBSocket'].some(each =>
    lines.has(each),
  );
  const isComplete = own.user !== '' && own.name !== '' && (own.host !== '' || own.socket !== '');
  const panel = isTold || isComplete ? lines : await paramsOf(manager);
  const text = (ours: string, name: string): string =>
    ours === '' ? (panel.get(name) ?? '') : ours;
  const host = text(own.host, 'DBHost') || 'localhost';
  const name = text(own.name, 'DBName');
  const password = text(own.password, 'DBPassword');
  keepSecret(password);
  return {
    socket: socketOf(own, host, panel.get('DBSocket') ?? ''),
    host,
    port: PORT,
    user: text(own.user, 'DBUser') || 'root',
    password,
    names: name === '' ? DEFAULT_NAMES : [name],
    ca: own.ca,
    cryptKey: resolve(root, panel.get('CryptKey') || PANEL_CRYPT_KEY),
  };
}

/** A host that the conf names is reached over the network, whatever socket the panel uses. */
function socketOf(own: OwnSettings, host: string, panel: string): string {
  if (own.socket !== '') return own.socket;
  if (own.host === '' && panel !== '') return panel;
  return host === 'localhost' ? (LOCAL_SOCKETS.find(each => existsSync(each)) ?? '') : '';
}

function linesOf(root: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const file of [join(root, PANEL_CONF), ...confFiles(join(root, PANEL_CONF_FOLDER))]) {
    for (const line of textOf(file).split('\n')) {
      const [, name, value] = LINE.exec(line) ?? [];
      if (name !== undefined && value !== undefined) found.set(name, value);
    }
  }
  return found;
}

function confFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter(name => name.endsWith('.conf'));
  return names.toSorted().map(name => join(folder, name));
}

/** Whoever may change the file could make us see other services, and another vendor's address. */
function textOf(file: string): string {
  if (!existsSync(file)) return '';
  const exposed = exposureOf(file);
  if (exposed) throw pathExposed(exposed);
  return readFileSync(file, 'utf8');
}

/** Each `elem` has one child, which is named after the parameter. */
async function paramsOf(manager: Manager): Promise<ReadonlyMap<string, string>> {
  const document = await manager.call('paramlist', {}, { kind: 'read' });
  const params = childrenOf(document, 'elem').flatMap(each => each.children.slice(0, 1));
  return new Map(params.map(({ name, text }) => [name, text]));
}
