import {
  PARAM_LICENSE_EXPIREDATE,
  PARAM_LICENSE_ID,
  PARAM_LICKEY,
  PARAM_PARENT_LICENSE,
} from '../../billmanager/param-names.ts';
import { dateOrNull, isBadDate, unreadDate } from '../../vendor/end-date.ts';
import { wholeList } from '../../vendor/list-proof.ts';
import { PRODUCT_TYPES } from '../../vendor/product-types.ts';
import type { Itemtype, License, LicenseRow } from '../../vendor/vendor.ts';
import type { Context, VendorConnection } from '../engine/context.ts';
import type { Facts, Step } from '../engine/run.ts';
import { fingerprintOf } from '../engine/which-service.ts';
import { ownMark } from '../installation/own-mark.ts';
import { markIn, ownerOf, serviceRemoteId } from '../installation/remoteid.ts';
import { isMarkedFor, type Proof, passByWord } from '../licenses/license/gate.ts';
import { requireOwnKey } from '../licenses/license/license-key.ts';
import { licenseRow } from '../licenses/license/license-row.ts';
import type { LicenseTarget } from '../licenses/license/license-target.ts';
import { permitOn } from '../licenses/license/permit.ts';
import type { Bindable, Candidate, Provider } from './provider.ts';

/** The licenses of one product type that a processing module buys. */
export async function licenseProvider(
  ctx: Context,
  module: string,
  itemtype: Itemtype,
): Promise<Provider> {
  const connection = await ctx.vendor(await ctx.billmanager.module(module));
  const { vendor, account } = connection;
  const mark = await ownMark(ctx);
  return {
    kind: 'license',
    itemtype,
    soldAs: itemtype,
    module,
    key: account,
    async list() {
      const ledger = await ctx.journal.licenses({ account, itemtype });
      const known = ledger.filter(each => each.state !== 'ended').map(each => each.licenseId);
      const { rows } = await wholeList(vendor, itemtype, { known });
      return rows.filter(row => row.status !== 'deleted').map(row => candidateOf(row, mark));
    },
    async read(id) {
      const license = await vendor.read(itemtype, id);
      if (license === null || license.status === 'deleted') return null;
      return bindableOf(ctx, { ...connection, mark }, module, license);
    },
  };
}

/** A vendor account, and our mark there. */
type Marked = VendorConnection & Pick<LicenseTarget, 'mark'>;

function candidateOf(row: LicenseRow, mark: string): Candidate {
  const { id, licname, ip, pricelist, status, remoteid, remoteidUnknown } = row;
  const { kind } = ownerOf(remoteid, mark);
  return {
    id,
    name: licname,
    ip,
    domains: [],
    product: pricelist,
    status,
    owner: remoteidUnknown === true ? null : ownerText(remoteid, mark),
    isMarked: kind === 'service' && markIn(remoteid) !== null,
    isReleased: kind === 'released',
  };
}

/** The service that it names; somebody else's as it stands; '' for one that serves nobody. */
function ownerText(remoteid: string, mark: string): string {
  const owner = ownerOf(remoteid, mark);
  if (owner.kind === 'service') return owner.item;
  return owner.kind === 'nobody' || owner.kind === 'released' ? '' : remoteid;
}

function bindableOf(ctx: Context, connection: Marked, module: string, license: License): Bindable {
  // one that is bound without its date would pass for a lifetime
  if (isBadDate(license)) throw unreadDate(license);
  requireOwnKey(license);
  const end = dateOrNull(license.expiredate);
  const preset = ctx.conf.presets.find(each => each.id === license.pricelist);
  const own: readonly [string, string][] = [
    [PARAM_LICENSE_ID, license.id],
    [PARAM_LICENSE_EXPIREDATE, end ?? ''],
    [PARAM_LICKEY, license.lickey],
  ];
  return {
    candidate: candidateOf(license, connection.mark),
    remoteid: license.remoteid,
    params: nonEmpty(own),
    imported: {
      pricelist: preset ? `${preset.id}-${preset.name}` : license.pricelist,
      name: license.licname || license.name || license.id,
      status: license.status ?? 'active',
      period: license.period,
      expiredate: end,
      params: nonEmpty([
        ...own,
        ['ip', PRODUCT_TYPES[license.itemtype].address ? license.ip : ''],
        ['licname', license.licname],
        [PARAM_PARENT_LICENSE, license.parentItem],
      ]),
    },
    row(item, service) {
      // what the client has paid for is the service's date; a service that was imported has the
      // license's
      const { expiredate, period } = service ?? { expiredate: end, period: license.period };
      const owner = { account: connection.account, itemtype: license.itemtype, module, item };
      return licenseRow(owner, license, {
        source: 'person',
        ...noted(connection, license, item),
        boughtUntil: end,
        fingerprint: service ? fingerprintOf(service) : '',
        tariff: service?.pricelist ?? '',
        clientPeriod: period,
        paidUntil: expiredate,
        seenExpiredate: expiredate,
      });
    },
    setRemoteId: item => remoteIdStep(connection, passByWord(ctx, license), item),
    newPassword: () => null,
  };
}

const nonEmpty = (params: readonly [string, string][]): ReadonlyMap<string, string> =>
  new Map(params.filter(([, value]) => value !== ''));

/**
 * Our id of the service as remoteid; a dialect without it is looked through by address and name.
 */
function remoteIdStep({ vendor, mark }: Marked, proof: Proof, item: string): Step<Facts> | null {
  if (!vendor.abilities.remoteid) return null;
  const { itemtype, id } = proof.license;
  const remoteid = serviceRemoteId(mark, item);
  return {
    intent: { license: id, remoteid },
    async find() {
      return (await vendor.read(itemtype, id))?.remoteid === remoteid ? { license: id } : null;
    },
    async act(_, lock) {
      await vendor.change(permitOn(lock, { itemtype }, proof), { remoteid });
      return { license: id };
    },
  };
}

/** What the ledger notes of the remoteid, the text that stood there before with it. */
function noted({ vendor, mark }: Marked, { remoteid }: License, item: string) {
  if (!vendor.abilities.remoteid) return { remoteid: '' };
  if (isMarkedFor({ mark, item }, remoteid)) return { remoteid };
  return { remoteid: serviceRemoteId(mark, item), remoteidBefore: remoteid };
}
