import { describe, expect, test } from 'vitest';
import { classicVendor } from '../../src/vendor/classic.ts';
import { currentVendor } from '../../src/vendor/current.ts';
import { wholeList } from '../../src/vendor/list-proof.ts';
import { askForRemoteId, findByAddress, findByRemoteId } from '../../src/vendor/search-list.ts';
import type { Vendor } from '../../src/vendor/vendor.ts';
import { caught } from './caught.ts';
import { ListPanel, licenses, type PanelRow } from './list-panel.ts';

describe('askForRemoteId', () => {
  const OURS: PanelRow = { id: '6', status: '2', remoteid: '117' };
  const ask = async (panel: ListPanel) =>
    (await askForRemoteId(currentVendor(panel), 'soft', '117')).map(row => row.id);

  test.each(['narrows', 'stays', 'nothing'] as const)(
    'finds what comes, whether the filter %s, and takes the filter away',
    async how => {
      const panel = new ListPanel([...licenses(3), OURS]);
      panel.filterOn = how;
      expect(await ask(panel)).toEqual(['6']);
      expect(panel.filter).toBeNull();
      expect(panel.calls).toEqual(['soft', 'soft.filter', 'soft.edit']);
    },
  );

  test('reads the few rows singly whose remoteid the list does not tell', async () => {
    const panel = new ListPanel([...licenses(3), OURS]);
    panel.filterOn = 'narrows';
    panel.untold = ['remoteid'];
    expect(await ask(panel)).toEqual(['6']);
  });

  test('but not a list that was not narrowed', async () => {
    const panel = new ListPanel([...licenses(30), OURS]);
    panel.untold = ['remoteid'];
    expect(await ask(panel)).toEqual([]);
    expect(panel.calls).not.toContain('soft.edit');
  });

  test('what is refused finds nothing', async () => {
    const panel = new ListPanel([OURS]);
    panel.filterOn = 'refused';
    expect(await ask(panel)).toEqual([]);
  });

  test('a license of another remoteid, or a deleted one, is none', async () => {
    const panel = new ListPanel([
      { id: '1', remoteid: '1170' },
      { ...OURS, status: '4' },
    ]);
    expect(await ask(panel)).toEqual([]);
  });
});

describe('findByRemoteId', () => {
  const find = async (panel: ListPanel, remoteid: string, known: readonly string[] = []) =>
    (await findByRemoteId(currentVendor(panel), 'soft', remoteid, known)).map(row => row.id);

  test('finds the order whose answer was lost', async () => {
    expect(await find(new ListPanel(licenses(700)), 'r613', ['1'])).toEqual(['613']);
  });

  test('finds all that carry it, but no deleted ones', async () => {
    const twins = ['2', '1', '4'].map((status, index) => ({
      id: `9${index}`,
      status,
      remoteid: '117',
    }));
    expect(await find(new ListPanel([...licenses(3), ...twins]), '117')).toEqual(['90', '91']);
  });

  test('says "not there" only after two whole readings, known licenses or not', async () => {
    for (const known of [[], ['1', '2']]) {
      const panel = new ListPanel(licenses(5));
      expect(await find(panel, '117', known)).toEqual([]);
      expect(panel.calls.filter(call => call === 'soft.filter')).toHaveLength(2);
    }
  });

  test('does not match a part of it', async () => {
    const panel = new ListPanel([
      { id: '1', remoteid: '1170' },
      { id: '2', remoteid: 'l117' },
    ]);
    expect(await find(panel, '117')).toEqual([]);
  });

  test('an order hidden by a filter that spares the known licenses is found', async () => {
    const panel = new ListPanel([...licenses(5), { id: '6', status: '1', remoteid: '117' }]);
    let clearings = 0;
    panel.afterClear = () => {
      clearings += 1;
      if (clearings === 1) panel.filter = row => row['status'] === '2';
    };
    expect(await find(panel, '117', ['1', '2', '3', '4', '5'])).toEqual(['6']);
  });

  test('a list without the column is not believed: the licenses are read singly', async () => {
    const panel = new ListPanel([...licenses(3), { id: '6', remoteid: '117' }]);
    panel.untold = ['remoteid'];
    expect(await find(panel, '117', ['1', '2', '3', '6'])).toEqual(['6']);
    expect(await find(panel, '118', ['1'])).toEqual([]);
  });

  test('where empty ones are left out, only strangers without one are read', async () => {
    const bare: PanelRow[] = [{ id: '7' }, { id: '8' }];
    const panel = new ListPanel([...licenses(3), ...bare]);
    expect(await find(panel, '117', ['7'])).toEqual([]);
    expect(panel.calls.filter(call => call === 'soft.edit')).toHaveLength(1);
  });

  test('a hit that its own form denies is none', async () => {
    const panel = new ListPanel([...licenses(3), { id: '6', remoteid: '117' }]);
    const vendor = currentVendor(panel);
    const renamed = {
      ...vendor,
      read: async (itemtype: 'soft', id: string) => {
        const license = await vendor.read(itemtype, id);
        return license && { ...license, remoteid: '' };
      },
    } as typeof vendor;
    expect(await findByRemoteId(renamed, 'soft', '117', [])).toEqual([]);
  });

  test('what is found carries no key', async () => {
    const panel = new ListPanel([{ id: '6', remoteid: '117', status: '2' }]);
    const rows = await findByRemoteId(currentVendor(panel), 'soft', '117', []);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('KEY-6');
  });

  test('an empty one is never looked for', async () => {
    expect((await caught(find(new ListPanel(licenses(1)), ' '))).type).toBe('internal');
  });

  test('a narrowed list is no answer', async () => {
    const panel = new ListPanel(licenses(5));
    panel.afterClear = () => {
      panel.filter = () => false;
    };
    expect((await caught(find(panel, '117', ['1']))).type).toBe('list_not_whole');
  });
});

describe('findByAddress', () => {
  const ORDER = { ip: '192.0.2.7', licname: 'service117', pricelist: '7' };
  const OURS: PanelRow = {
    id: '70',
    status: '2',
    ip: '192.0.2.7',
    licname: 'service117',
    price: '7',
  };
  const OTHERS: PanelRow[] = [
    { id: '1', status: '2', ip: '192.0.2.1', licname: 'service117', price: '7' },
    { id: '2', status: '2', ip: '192.0.2.7', licname: 'service117', price: '11' },
    { id: '3', status: '4', ip: '192.0.2.7', licname: 'service117', price: '7' },
  ];
  const find = async (panel: ListPanel, known: readonly string[] = []) =>
    (await inWholeList(classicVendor(panel), known)).map(row => row.id);
  const inWholeList = async (vendor: Vendor, known: readonly string[]) => {
    const { rows } = await wholeList(vendor, 'soft', { known });
    return findByAddress(vendor, rows, ORDER, known);
  };

  test('finds the license of this tariff, address and name', async () => {
    expect(await find(new ListPanel([...OTHERS, OURS]))).toEqual(['70']);
    expect(await find(new ListPanel(OTHERS))).toEqual([]);
    expect(await find(new ListPanel([]))).toEqual([]);
  });

  test('reads singly what the list does not tell', async () => {
    for (const untold of [['price'], ['licname'], ['ip'], ['ip', 'licname', 'price']]) {
      const panel = new ListPanel([...OTHERS, OURS]);
      panel.untold = untold;
      expect(await find(panel)).toEqual(['70']);
    }
  });

  test('what the form does not tell either excludes nothing', async () => {
    expect(await find(new ListPanel([{ id: '70', ip: '192.0.2.7' }]))).toEqual(['70']);
  });

  test('a list that tells no address at all proves nothing', async () => {
    const fault = await caught(find(new ListPanel([{ id: '1', licname: 'x' }])));
    expect([fault.type, fault.kind]).toEqual(['upstream_answer_bad', 'passing']);
  });

  test('a stranger on the address is for a person to judge; a license we know is not', async () => {
    const stranger: PanelRow = { ...OURS, licname: 'something else' };
    const fault = await caught(find(new ListPanel([stranger]), []));
    expect([fault.type, fault.kind, fault.value]).toEqual(['license_ambiguous', 'final', '70']);
    expect(await find(new ListPanel([stranger]), ['70'])).toEqual([]);
  });
});
