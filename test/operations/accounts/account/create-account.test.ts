import { describe, expect, test } from 'vitest';
import { accountPlanOf } from '../../../../src/operations/accounts/account/account-plan.ts';
import {
  createAccount,
  ensureTemplate,
} from '../../../../src/operations/accounts/account/create-account.ts';
import { aWorld } from '../../../support/a-world.ts';
import { accountTargetFor, runOf } from '../../../support/service.ts';

async function ordered() {
  const world = aWorld();
  const service = world.orderAccount();
  const under = async (ctx = world.ctx) => {
    const target = await accountTargetFor(ctx, service);
    return { run: await runOf(ctx, target), plan: await accountPlanOf(ctx, target) };
  };
  const create = async (ctx = world.ctx) => {
    const { run, plan } = await under(ctx);
    return createAccount(run, plan);
  };
  return { ...world, service, under, create, base: `user${service.id}` };
}

describe('an account is made', () => {
  test('and the service knows its name, password and token before', async () => {
    const { ctx, service, script, killed, create, base } = await ordered();
    script.wire('user.add.finish', 'killed');
    await killed(() => create(ctx));
    expect(Object.fromEntries(service.params)).toMatchObject({
      username: base,
      url: 'https://panel.example:1500/ispmgr',
      userpassword: expect.stringMatching(/.{8}/),
      account_mark: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
  });

  test.each(['killed', 'unanswered', 'garbled'] as const)(
    'once, when its creation is %s',
    async fate => {
      const { ctx, panel, service, script, killed, restart, create, base } = await ordered();
      script.wire('user.add.finish', fate);
      if (fate === 'killed') await killed(() => create(ctx));
      expect(await create(fate === 'killed' ? restart() : ctx)).toBe(base);
      expect([...panel.users.keys()]).toEqual([base]);
      expect(panel.require(base).password).toBe(service.params.get('userpassword'));
    },
  );

  test('with a new password, where an earlier attempt’s arrived first', async () => {
    const { panel, service, lies, create, base } = await ordered();
    lies.panel.create = async ({ name, fullname }) => {
      panel.addUser(name, { fullname, password: 'of-the-earlier-one' });
      return 'taken';
    };
    expect(await create()).toBe(base);
    expect(panel.require(base).password).not.toBe('of-the-earlier-one');
    expect(panel.require(base).password).toBe(service.params.get('userpassword'));
  });

  test('under the next name, where somebody has the first', async () => {
    const { panel, create, base } = await ordered();
    panel.addUser(base);
    panel.addUser(`${base}1`, { fullname: 'service 900 0123abcd' });
    expect(await create()).toBe(`${base}2`);
    expect(panel.require(base).password).toBe('somebody-knows');
  });

  test('not at all, where all names are taken: that is for a person', async () => {
    const { panel, service, lies, create } = await ordered();
    lies.panel.read = async name => panel.read(name) ?? panel.read(panel.addUser(name).name);
    await expect(create()).rejects.toMatchObject({ type: 'account_names_taken' });
    expect(service.params.has('username')).toBe(false);
  });

  test('not again, where another attempt made it under another name', async () => {
    const { billmanager, panel, service, restart, create, base } = await ordered();
    await create();
    const tariff = billmanager.tariff('30');
    const params = new Map([...tariff.params, ['username_template', 'ftp@ID@']]);
    billmanager.tariffs.set('30', { ...tariff, params });
    const ctx = restart();
    const target = await accountTargetFor(ctx, service);
    const run = await runOf(ctx, target, 'reopen');
    expect(await createAccount(run, await accountPlanOf(ctx, target))).toBe(base);
    expect(panel.users.size).toBe(1);
  });
});

describe('a template', () => {
  test('that is there is read, and its limits count', async () => {
    const { script, under } = await ordered();
    const { run, plan } = await under();
    expect(Object.fromEntries(await ensureTemplate(run, plan))).toEqual({ limit_db: '0' });
    expect(script.requests).not.toContain('preset.edit sok');
  });

  test('that is not there is made, without limits', async () => {
    const { panel, under } = await ordered();
    const { run, plan } = await under();
    expect((await ensureTemplate(run, { ...plan, template: 'fresh' })).size).toBe(0);
    expect(panel.templates.has('fresh')).toBe(true);
  });
});
