import { describe, expect, test } from 'vitest';
import { parseDate } from '../../src/base/dates.ts';
import { Child, race } from './support/child.ts';
import { HandClock } from './support/clock.ts';
import { license } from './support/license.ts';
import { tempFile, tempJournal } from './support/temp.ts';

test('a license comes back as it was put', async () => {
  const clock = new HandClock('2026-03-01T12:00:00.123Z');
  const journal = await tempJournal({ clock });
  const put = license({
    addons: { 4602: 3 },
    expiredate: parseDate('2026-04-01'),
    paidUntil: parseDate('2026-04-02'),
    seenExpiredate: parseDate('2026-04-03'),
    ipChangeDate: parseDate('2026-02-03'),
    releasedAt: new Date('2026-02-03T04:05:06.789Z'),
    clientPeriod: -100,
  });
  await journal.write([{ put }]);
  const found = await journal.licenseOf('117');
  expect(found).toEqual({ ...put, id: found?.id, updatedAt: clock.now() });
});

test('put of a known license updates it and keeps its row', async () => {
  const journal = await tempJournal();
  await journal.write([{ put: license() }]);
  const before = await journal.licenseOf('117');
  await journal.write([{ put: license({ status: 'suspended', addons: { 4602: 1 } }) }]);
  expect(await journal.licenses({})).toMatchObject([
    { id: before?.id, status: 'suspended', addons: { 4602: 1 } },
  ]);
});

test('the same id of another account or product type is another license', async () => {
  const journal = await tempJournal();
  await journal.write([
    { put: license({ item: '1' }) },
    { put: license({ item: '2', account: 'other' }) },
    { put: license({ item: '3', itemtype: 'addition' }) },
  ]);
  expect(await journal.licenses({})).toHaveLength(3);
});

test('update changes what it names and nothing else', async () => {
  const journal = await tempJournal();
  await journal.write([{ put: license({ expiredate: parseDate('2026-04-01') }) }]);
  const before = await journal.licenseOf('117');
  await journal.write([{ update: before?.id ?? 0, change: { ip: '192.0.2.8', expiredate: null } }]);
  expect(await journal.licenseOf('117')).toEqual({
    ...before,
    ip: '192.0.2.8',
    expiredate: null,
    updatedAt: expect.any(Date),
  });
});

test('a service has one live license, and ended ones as many as it had', async () => {
  const journal = await tempJournal();
  await journal.write([
    { put: license({ licenseId: '1', state: 'ended' }) },
    { put: license({ licenseId: '2', state: 'ended' }) },
    { put: license({ licenseId: '3' }) },
  ]);
  await expect(journal.write([{ put: license({ licenseId: '4' }) }])).rejects.toMatchObject({
    type: 'internal',
  });
  expect(await journal.licenseOf('117')).toMatchObject({ licenseId: '3' });
});

test('a service moves to another license when the list first frees it of the old one', async () => {
  const journal = await tempJournal();
  await journal.write([{ put: license({ licenseId: '1' }) }]);
  const old = await journal.licenseOf('117');
  await journal.write([
    { update: old?.id ?? 0, change: { state: 'released', item: null, releasedAt: new Date() } },
    { put: license({ licenseId: '2' }) },
  ]);
  expect(await journal.licenseOf('117')).toMatchObject({ licenseId: '2' });
});

test('a live license changes its service by update, never by put', async () => {
  const journal = await tempJournal();
  await journal.write([{ put: license() }]);
  await expect(journal.write([{ put: license({ item: '118' }) }])).rejects.toMatchObject({
    type: 'internal',
  });
  const live = await journal.licenseOf('117');
  await journal.write([{ update: live?.id ?? 0, change: { item: '118' } }]);
  expect(await journal.licenseOf('117')).toBeNull();
  expect(await journal.licenseOf('118')).toMatchObject({ id: live?.id });
});

describe('refused, with nothing of the list kept', () => {
  test.each([
    ['an update of an unknown license', { update: 77, change: { ip: '' } }],
    ['a live license without a service', { put: license({ licenseId: '2', item: null }) }],
    ['a released license with a service', { put: license({ licenseId: '2', state: 'released' }) }],
    ['a license without an id', { put: license({ licenseId: '', item: '2' }) }],
  ])('%s', async (_, write) => {
    const journal = await tempJournal();
    const refused = journal.write([{ put: license({ item: '1' }) }, write]);
    await expect(refused).rejects.toMatchObject({ type: 'internal' });
    expect(await journal.licenses({})).toEqual([]);
  });
});

test('licenses answers what was asked for', async () => {
  const journal = await tempJournal();
  await journal.write([
    { put: license({ licenseId: '1', item: '1' }) },
    { put: license({ licenseId: '2', item: null, state: 'released', pricelist: '4601' }) },
    { put: license({ licenseId: '3', item: '3', itemtype: 'platform', account: 'other' }) },
  ]);
  const ids = async (query: Parameters<typeof journal.licenses>[0]) =>
    (await journal.licenses(query)).map(each => each.licenseId);
  expect(await ids({})).toEqual(['1', '2', '3']);
  expect(await ids({ state: 'released' })).toEqual(['2']);
  expect(await ids({ state: 'live', itemtype: 'soft' })).toEqual(['1']);
  expect(await ids({ account: 'other' })).toEqual(['3']);
  expect(await ids({ item: '3' })).toEqual(['3']);
  expect(await ids({ pricelist: '4601' })).toEqual(['2']);
});

describe('claim', () => {
  const released = license({ item: null, state: 'released', releasedAt: new Date() });

  test('makes a released license live for the service, once', async () => {
    const journal = await tempJournal();
    await journal.write([{ put: released }]);
    const [row] = await journal.licenses({});
    expect(await journal.reserveLicense(row?.id ?? 0, '200')).toBe(true);
    expect(await journal.reserveLicense(row?.id ?? 0, '201')).toBe(false);
    expect(await journal.licenseOf('200')).toMatchObject({ state: 'live', releasedAt: null });
  });

  test('is refused for a service that has a live license', async () => {
    const journal = await tempJournal();
    await journal.write([{ put: released }, { put: license({ licenseId: '2', item: '200' }) }]);
    const [row] = await journal.licenses({ state: 'released' });
    await expect(journal.reserveLicense(row?.id ?? 0, '200')).rejects.toMatchObject({
      type: 'internal',
    });
  });

  test('of an unknown license is false', async () => {
    const journal = await tempJournal();
    expect(await journal.reserveLicense(5, '200')).toBe(false);
  });

  test('by eight processes at once is won by one', async () => {
    const file = tempFile();
    const journal = await tempJournal({ file });
    await journal.write([{ put: released }]);
    const [row] = await journal.licenses({});
    const won = await race(8, index =>
      Child.run('claim-once', file, String(row?.id), String(200 + index)),
    );
    expect(won.filter(each => each === true)).toHaveLength(1);
    expect(await journal.licenseOf(String(200 + won.indexOf(true)))).toMatchObject({ id: row?.id });
  });
});
