import { type IsoDate, parseDate } from '../../base/dates.ts';
import type { Period } from '../../base/period.ts';
import type { ServiceStatus } from '../billmanager.ts';
import { parseStatus } from '../service-status.ts';
import { type Fields, idOf, integerOf } from './fields.ts';

/** What a service's form and its row in a list have in common, whichever spelling each uses. */
interface ServiceFacts {
  readonly status: ServiceStatus | null;
  readonly period: Period | null;
  readonly expiredate: IsoDate | null;
  readonly createdate: IsoDate | null;
  readonly pricelist: string;
  readonly processingmodule: string;
}

/** The fields that serviceFacts reads. */
export const FACT_FIELDS: readonly string[] = [
  'id',
  'elid',
  'status',
  'item_status',
  'period',
  'expiredate',
  'i_expiredate',
  'createdate',
  'pricelist',
  'pricelist_id',
  'processingmodule',
  'processingmodule_id',
];

export function serviceFacts(fields: Fields): ServiceFacts {
  return {
    status: parseStatus(fields.get('status')) ?? parseStatus(fields.get('item_status')),
    period: integerOf(fields.get('period')),
    expiredate: parseDate(fields.get('expiredate')) ?? parseDate(fields.get('i_expiredate')),
    createdate: parseDate(fields.get('createdate')),
    pricelist: idOf(fields, 'pricelist'),
    processingmodule: idOf(fields, 'processingmodule'),
  };
}
