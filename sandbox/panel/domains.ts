import { type El, el, fields, listDoc } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { formAnswer, pageOf, requireParam, saves } from './params.ts';
import { limitsOf, requireUserRow } from './users.ts';
import type { PanelCall, PanelWorld } from './world.ts';

/** What a panel makes of a domain: a WWW domain, a mail domain, a DNS zone. */
export const DOMAIN_KINDS = ['webdomain', 'emaildomain', 'domain'] as const;
export type DomainKind = (typeof DOMAIN_KINDS)[number];

export interface Domain {
  readonly name: string;
  readonly kind: DomainKind;
  readonly owner: string;
}

const LIMIT_OF: { readonly [K in DomainKind]: string } = {
  webdomain: 'limit_webdomains',
  emaildomain: 'limit_emaildomains',
  domain: 'limit_domains',
};

export const domainsOf = (world: PanelWorld, owner: string): readonly Domain[] =>
  world.store.all<Domain>('SELECT * FROM domains WHERE owner = ? ORDER BY name, kind', owner);

/** Names are those of the DNS: an international one has been translated before. */
function requireDomain(name: string): string {
  if (
    !/^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(name)
  )
    throw new PanelError('value', 'name', name);
  return name;
}

/** The domains that `user.add.finish` is asked for, checked; nothing is made yet. */
export function wishedDomains(
  world: PanelWorld,
  call: PanelCall,
  limits: Readonly<Record<string, string>>,
): readonly { readonly name: string; readonly kind: DomainKind }[] {
  const wished = (['webdomain', 'emaildomain'] as const).flatMap(kind => {
    const name = call.params.get(`${kind}_name`) ?? '';
    if (name === '' || call.params.get(kind) === 'off') return [];
    return [{ name: requireDomain(name), kind }];
  });
  for (const { name, kind } of wished) {
    if (limits[LIMIT_OF[kind]] === '0') throw new PanelError('limit', kind, '0');
    if (world.store.get('SELECT 1 FROM domains WHERE name = ?', name))
      throw new PanelError('exists', 'name', name);
  }
  return wished;
}

/** A domain of a user; its zone comes with it, as far as the user may have zones. */
export function addDomain(
  world: PanelWorld,
  { name, kind, owner }: Domain,
  limits: Readonly<Record<string, string>>,
): void {
  world.store.insert('domains', { name, kind, owner });
  if (limits[LIMIT_OF.domain] === '0') return;
  world.store.run(
    "INSERT OR IGNORE INTO domains (name, kind, owner) VALUES (?, 'domain', ?)",
    name,
    owner,
  );
}

/** `webdomain`, `emaildomain`, `domain`: lists; `su` narrows them to one user's. */
export function listDomains(world: PanelWorld, call: PanelCall, kind: DomainKind): El {
  const su = call.params.get('su') ?? '';
  if (su !== '') requireUserRow(world, su);
  const rows = world.store.all<Domain>(
    "SELECT * FROM domains WHERE kind = ? AND (? = '' OR owner = ?) ORDER BY name",
    kind,
    su,
    su,
  );
  const { number, size, offset } = pageOf(world, call);
  const shown = rows
    .slice(offset, offset + size)
    .map(({ name, owner }) => el('elem', fields({ id: name, name, owner })));
  return listDoc(shown, { number, size, total: rows.length });
}

/** `webdomain.edit`, `emaildomain.edit`: without `elid` one more domain of a user. */
export function editDomain(world: PanelWorld, call: PanelCall, kind: DomainKind): El {
  if (!saves(call) || (call.params.get('elid') ?? '') !== '')
    throw new PanelError('value', 'elid', call.params.get('elid') ?? '');
  const name = requireDomain(requireParam(call, 'name'));
  const owner = requireParam(call, 'owner');
  const limits = limitsOf(requireUserRow(world, owner));
  const most = limits[LIMIT_OF[kind]] ?? '';
  const count = domainsOf(world, owner).filter(each => each.kind === kind).length;
  if (most !== '' && count >= Number(most)) throw new PanelError('limit', kind, most);
  const isTaken = world.store.get(
    'SELECT 1 FROM domains WHERE name = ? AND (kind = ? OR owner <> ?)',
    name,
    kind,
    owner,
  );
  if (isTaken) throw new PanelError('exists', 'name', name);
  addDomain(world, { name, kind, owner }, limits);
  return formAnswer(world, [el('id', name)]);
}
