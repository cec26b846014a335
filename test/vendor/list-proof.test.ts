import { describe, expect, test } from 'vitest';
import { currentVendor } from '../../src/vendor/current.ts';
import { wholeList } from '../../src/vendor/list-proof.ts';
import { caught } from './caught.ts';
import { ListPanel, licenses } from './list-panel.ts';

const ids = (count: number): string[] => licenses(count).map(row => row.id);

async function listOf(
  panel: ListPanel,
  known: readonly string[],
  options: { rows?: number; twice?: boolean } = {},
) {
  const list = await wholeList(currentVendor(panel), 'soft', {
    known,
    rows: 10,
    twice: false,
    ...options,
  });
  return { ...list, ids: list.rows.map(row => row.id).sort((a, b) => Number(a) - Number(b)) };
}

describe('a calm list', () => {
  test('is read once when a known license bears witness', async () => {
    const panel = new ListPanel(licenses(25));
    const list = await listOf(panel, ['3', '24']);
    expect(list).toMatchObject({ ids: ids(25), gone: [], whole: true });
    // the filter is cleared, three pages and the empty one, the first page again; nothing singly
    expect(panel.calls).toEqual(['soft.filter', 'soft', 'soft', 'soft', 'soft', 'soft']);
  });

  test('is read twice unless that is turned off', async () => {
    const panel = new ListPanel(licenses(5));
    await wholeList(currentVendor(panel), 'soft', { known: ids(5) });
    expect(panel.calls.filter(call => call === 'soft.filter')).toHaveLength(2);
  });

  test('is read twice when nothing known can bear witness', async () => {
    const panel = new ListPanel(licenses(2));
    expect((await listOf(panel, [])).ids).toEqual(['1', '2']);
    expect(panel.calls.filter(call => call === 'soft.filter')).toHaveLength(2);
  });

  test('is believed to be empty only when it is so twice', async () => {
    const panel = new ListPanel([]);
    expect(await listOf(panel, [])).toMatchObject({ ids: [], gone: [], whole: true });
    expect(panel.calls.filter(call => call === 'soft.filter')).toHaveLength(2);
  });

  test('gives up a filter that somebody had set before', async () => {
    const panel = new ListPanel(licenses(5));
    panel.filter = () => false;
    expect((await listOf(panel, [])).ids).toEqual(ids(5));
  });

  test('ends where stopAt is satisfied, and does not call itself whole', async () => {
    const panel = new ListPanel(licenses(50));
    const stopAt = (row: { id: string }) => row.id === '13';
    const list = await wholeList(currentVendor(panel), 'soft', { known: ['50'], rows: 10, stopAt });
    expect(list.whole).toBe(false);
    expect(list.rows).toHaveLength(20);
    expect(panel.calls).toEqual(['soft.filter', 'soft', 'soft']);
  });
});

describe('licenses that are gone', () => {
  test('are told from licenses that are hidden by asking for each', async () => {
    const panel = new ListPanel(licenses(5));
    expect(await listOf(panel, ['2', '98', '99', '98'])).toMatchObject({
      ids: ids(5),
      gone: ['98', '99'],
    });
  });

  test('all of them gone: the rest of the list is read twice', async () => {
    const panel = new ListPanel([]);
    expect(await listOf(panel, ['98', '99'])).toMatchObject({ ids: [], gone: ['98', '99'] });
    expect(panel.calls.filter(call => call === 'soft.filter')).toHaveLength(2);
    expect(panel.calls.filter(call => call === 'soft.edit')).toHaveLength(2);
  });

  test('a deleted one that the list keeps back is gone', async () => {
    const [first, ...others] = licenses(5);
    const panel = new ListPanel([{ ...first, id: '1', status: '4' }, ...others]);
    panel.order = rows => rows.filter(row => row['status'] !== '4');
    expect(await listOf(panel, ['1', '2'])).toMatchObject({
      ids: ['2', '3', '4', '5'],
      gone: ['1'],
    });
  });

  test('a right that is missing is not taken for gone', async () => {
    const panel = new ListPanel(licenses(3));
    const vendor = {
      ...currentVendor(panel),
      read: () => Promise.reject(new Error('refused')),
    };
    await expect(wholeList(vendor, 'soft', { known: ['99'] })).rejects.toThrow('refused');
  });
});

describe('pages that misbehave', () => {
  test('a cap on the rows of a page cuts nothing off', async () => {
    const panel = new ListPanel(licenses(25));
    panel.cap = 4;
    expect((await listOf(panel, ['25'], { rows: 500 })).ids).toEqual(ids(25));
  });

  test('a panel that answers beyond the end with its last page comes to an end', async () => {
    const panel = new ListPanel(licenses(25));
    panel.pageShown = (page, pages) => Math.min(page, pages);
    expect((await listOf(panel, ['25'])).ids).toEqual(ids(25));
  });

  test('a panel that knows no pages gives its list', async () => {
    const panel = new ListPanel(licenses(25));
    panel.unpaged = true;
    expect((await listOf(panel, [])).ids).toEqual(ids(25));
  });

  test('a panel that caps its only page is found out, even with nothing known', async () => {
    const panel = new ListPanel(licenses(25));
    panel.pageShown = () => 1;
    expect(await caught(listOf(panel, []))).toMatchObject({
      type: 'list_not_whole',
      kind: 'passing',
    });
  });

  test('overlapping pages give each license once, after a second reading', async () => {
    const panel = new ListPanel(licenses(25));
    panel.overlap = 2;
    expect((await listOf(panel, ['25'])).ids).toEqual(ids(25));
    expect(panel.calls.filter(call => call === 'soft.filter')).toHaveLength(2);
  });

  test('another order within the pages changes nothing', async () => {
    const panel = new ListPanel(licenses(10));
    let turn = 0;
    panel.order = rows => {
      turn += 1;
      return turn % 2 === 0 ? [...rows].reverse() : rows;
    };
    expect((await listOf(panel, ['1'])).ids).toEqual(ids(10));
  });

  test('an endless list is not read for ever', async () => {
    const panel = new ListPanel(licenses(1));
    panel.beforePage = request => {
      panel.rows = [{ id: String(request) }];
    };
    panel.pageShown = () => 1;
    expect((await caught(listOf(panel, []))).type).toBe('upstream_answer_bad');
  });
});

describe('the number of rows that a list tells', () => {
  test('is no end: what comes behind it is read', async () => {
    const panel = new ListPanel(licenses(25));
    panel.told = () => 10;
    expect((await listOf(panel, ['25'])).ids).toEqual(ids(25));
  });

  test('that all came proves nothing that was not proved before', async () => {
    const panel = new ListPanel(licenses(2));
    panel.told = rows => rows;
    expect((await listOf(panel, [])).ids).toEqual(['1', '2']);
    expect(panel.calls.filter(call => call === 'soft.filter')).toHaveLength(2);
  });

  test('above what came makes the list not whole', async () => {
    const panel = new ListPanel(licenses(25));
    panel.told = rows => rows + 1;
    expect(await caught(listOf(panel, ['3']))).toMatchObject({
      type: 'list_not_whole',
      kind: 'passing',
    });
  });

  test('above what came once only: the list is read again', async () => {
    const panel = new ListPanel(licenses(25));
    panel.told = rows => (panel.requests <= 5 ? rows + 1 : rows);
    expect((await listOf(panel, ['3'])).ids).toEqual(ids(25));
    expect(panel.calls.filter(call => call === 'soft.filter')).toHaveLength(2);
  });
});

describe('a list that moves while it is read', () => {
  test('a row that slips to a page already read is found', async () => {
    const panel = new ListPanel(licenses(20));
    panel.beforePage = request => {
      // a license of the first page is renamed and goes to the end: the others move up by one
      const [first, ...others] = panel.rows;
      if (request === 2 && first !== undefined) panel.rows = [...others, first];
    };
    expect((await listOf(panel, ['11'])).ids).toEqual(ids(20));
    expect(panel.calls.filter(call => call === 'soft.filter')).toHaveLength(2);
  });

  test('a row that slips and is not known is found by the second reading', async () => {
    const panel = new ListPanel(licenses(20));
    panel.beforePage = request => {
      const [, ...others] = panel.rows;
      if (request === 2) panel.rows = others;
    };
    expect((await listOf(panel, ['20'], { twice: true })).ids).toEqual(ids(20).slice(1));
  });

  test('a row that an unstable order keeps between two pages is found by other page boundaries', async () => {
    const panel = new ListPanel(licenses(20));
    // at ten rows a page, number 11 stands on neither: page 1 ends before it, page 2 begins behind
    // it
    let size = 10;
    panel.beforePage = (_, page) => {
      size = panel.pageSizes.at(-1) ?? 10;
      panel.order = rows => {
        if (size !== 10) return rows;
        const eleventh = rows[10];
        const others = rows.filter(row => row !== eleventh);
        if (eleventh === undefined) return rows;
        return page === 1 ? [...others, eleventh] : [eleventh, ...others];
      };
    };
    expect((await listOf(panel, ['1'], { twice: true })).ids).toEqual(ids(20));
  });

  test('a new license in front of the others is no narrowing', async () => {
    const panel = new ListPanel(licenses(20));
    panel.beforePage = request => {
      if (request === 2) panel.rows = [{ id: '21' }, ...panel.rows];
    };
    expect((await listOf(panel, ['1'])).ids).toEqual(ids(21));
  });

  test('a new license that pushes a one-row page down does not end the list', async () => {
    const panel = new ListPanel(licenses(5));
    panel.cap = 1;
    panel.beforePage = request => {
      if (request === 3) panel.rows = [{ id: '6' }, ...panel.rows];
    };
    expect((await listOf(panel, ['1'])).ids).toEqual(ids(6));
  });

  test('a list that shrinks while it is read tells only what is left', async () => {
    const panel = new ListPanel(licenses(25));
    panel.beforePage = request => {
      if (request === 3) panel.rows = panel.rows.filter(row => Number(row.id) > 4);
    };
    const list = await listOf(panel, ids(25));
    expect(list.ids).toEqual(ids(25).slice(4));
    expect([...list.gone].sort()).toEqual(['1', '2', '3', '4']);
  });
});

describe('a filter that somebody sets in the middle', () => {
  test('on a known license: the list is read again', async () => {
    const panel = new ListPanel(licenses(25));
    panel.beforePage = request => {
      if (request === 2) panel.filter = row => Number(row.id) <= 10;
    };
    expect((await listOf(panel, ['24'])).ids).toEqual(ids(25));
  });

  test('on licenses that nobody knows: the first page tells', async () => {
    const panel = new ListPanel(licenses(25));
    panel.beforePage = request => {
      if (request === 2) panel.filter = row => row.id === '3';
    };
    expect((await listOf(panel, ['3'])).ids).toEqual(ids(25));
  });

  test('between the clearing and the first page, with nothing known: the second reading tells', async () => {
    const panel = new ListPanel(licenses(25));
    let clearings = 0;
    panel.afterClear = () => {
      clearings += 1;
      if (clearings === 1) panel.filter = row => row.id === '3';
    };
    expect((await listOf(panel, [])).ids).toEqual(ids(25));
  });

  test('after each clearing a wider one, with nothing known: read until two readings agree', async () => {
    const panel = new ListPanel(licenses(25));
    const widths = [3, 10];
    panel.afterClear = () => {
      const width = widths.shift();
      if (width !== undefined) panel.filter = row => Number(row.id) <= width;
    };
    expect((await listOf(panel, [])).ids).toEqual(ids(25));
  });

  test('the second reading narrowed where the first was whole: not whole', async () => {
    const panel = new ListPanel(licenses(25));
    let clearings = 0;
    panel.afterClear = () => {
      clearings += 1;
      if (clearings > 1) panel.filter = row => row.id === '3';
    };
    expect((await caught(listOf(panel, []))).type).toBe('list_not_whole');
  });

  test('again and again: not whole, the missing license is named, after few requests', async () => {
    const panel = new ListPanel(licenses(25));
    panel.afterClear = () => {
      panel.filter = row => row.id === '3';
    };
    const fault = await caught(listOf(panel, ids(25)));
    expect([fault.type, fault.kind, fault.value]).toEqual(['list_not_whole', 'passing', '1']);
    // one license that is still there is enough: the others are not asked for
    expect(panel.calls.filter(call => call === 'soft.edit')).toHaveLength(2);
  });
});
