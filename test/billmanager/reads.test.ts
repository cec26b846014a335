import { describe, expect, test } from 'vitest';
import { errorDocument } from './fake-root.ts';
import { billing, functions, log, MISSED, root } from './support.ts';

describe('tariff', () => {
  test('its names, type and settings are read', async () => {
    root.answer(
      'pricelist.edit',
      `<doc><elid>5</elid><name>Lite</name><intname>3541-ISPmanager Lite</intname><itemtype>soft</itemtype>
       <account_template>ftp</account_template></doc>`,
    );
    expect(await billing.tariff('5')).toEqual({
      id: '5',
      name: 'Lite',
      intname: '3541-ISPmanager Lite',
      itemtype: 'soft',
      params: new Map([['account_template', 'ftp']]),
    });
  });

  test('a name in one language only is taken', async () => {
    root.answer('pricelist.edit', '<doc><id>5</id><name_en>Lite</name_en></doc>');
    expect(await billing.tariff('5')).toMatchObject({ name: 'Lite', intname: '' });
  });

  test('another tariff or none in the answer is passing, a missing one is refused', async () => {
    root.answer('pricelist.edit', '<doc><elid>6</elid></doc>', { when: 'elid=5' });
    root.answer('pricelist.edit', '<doc/>', { when: 'elid=6' });
    root.answer('pricelist.edit', MISSED);
    await expect(billing.tariff('5')).rejects.toMatchObject({
      type: 'billing_unreachable',
      kind: 'passing',
    });
    await expect(billing.tariff('6')).rejects.toMatchObject({ type: 'billing_unreachable' });
    await expect(billing.tariff('7')).rejects.toMatchObject({
      type: 'billing_refused',
      errorType: 'missed',
    });
  });
});

describe('processing modules', () => {
  test('the blanks around a password are its own, those around an address are not', async () => {
    root.answer(
      'processing.edit',
      '<doc><elid>3</elid><url> https://v.example/billmgr </url><password> hunter 2 </password></doc>',
    );
    expect(await billing.module('3')).toMatchObject({
      url: 'https://v.example/billmgr',
      password: ' hunter 2 ',
    });
  });

  test('settings are read, and the password is not logged', async () => {
    root.answer(
      'processing.edit',
      `<doc><elid>3</elid><name>Resale</name><module>pmcpbillmgr</module><url>https://up.example/billmgr</url>
       <username>me</username><password>hunter2</password><dialect>current</dialect></doc>`,
    );
    expect(await billing.module('3')).toEqual({
      id: '3',
      config: null,
      name: 'Resale',
      module: 'pmcpbillmgr',
      url: 'https://up.example/billmgr',
      username: 'me',
      password: 'hunter2',
      params: new Map([['dialect', 'current']]),
    });
    expect(log.lines.join('\n')).not.toContain('hunter2');
  });

  test('all modules are listed without their connection settings', async () => {
    root.answer(
      'processing',
      `<doc><elem><id>3</id><name>Resale</name><module>pmcpbillmgr</module><url>u</url></elem>
       <elem><id>4</id><name>FTP</name><module>pmcpispmgr</module></elem></doc>`,
    );
    const settings = { config: null, url: '', username: '', password: '', params: new Map() };
    expect(await billing.modules()).toEqual([
      { id: '3', name: 'Resale', module: 'pmcpbillmgr', ...settings },
      { id: '4', name: 'FTP', module: 'pmcpispmgr', ...settings },
    ]);
  });
});

describe('running operation', () => {
  test('its tries, state and task are read', async () => {
    root.answer(
      'runningoperation.edit',
      `<doc><elid>40</elid><item>117</item><command>open</command><trycount>10</trycount><manual>on</manual>
       <task>6</task></doc>`,
    );
    expect(await billing.runningOperation('40')).toEqual({
      id: '40',
      item: '117',
      command: 'open',
      trycount: 10,
      manual: true,
      hasTask: true,
      isTaskClosed: false,
    });
  });

  test('a fresh one has no tries and no task', async () => {
    root.answer('runningoperation.edit', '<doc><id>40</id><manual>off</manual><task/></doc>');
    root.answer('runningoperation', '<doc/>');
    expect(await billing.runningOperation('40')).toMatchObject({
      trycount: 0,
      manual: false,
      hasTask: false,
    });
  });

  test('one that has ended is null; any other refusal is not', async () => {
    root.answer('runningoperation.edit', MISSED, { when: 'elid=40' });
    root.answer('runningoperation.edit', errorDocument('access'));
    root.answer('runningoperation', '<doc/>');
    expect(await billing.runningOperation('40')).toBeNull();
    await expect(billing.runningOperation('41')).rejects.toMatchObject({ type: 'billing_refused' });
  });

  test('one that the form does not have is there as long as the list has it', async () => {
    const row = '<elem><id>40</id><item>a name</item><trycount>3</trycount><task>6</task></elem>';
    root.answer('runningoperation.edit', MISSED);
    root.answer('runningoperation', `<doc>${row}</doc>`, { when: 'p_num=1' });
    root.answer('runningoperation', '<doc/>');
    expect(await billing.runningOperation('40')).toMatchObject({ trycount: 3, hasTask: true });
  });

  test('what the form does not tell is read from the list', async () => {
    root.answer('runningoperation.edit', '<doc><id>40</id><manual>on</manual></doc>');
    root.answer('runningoperation', '<doc><elem><id>40</id><trycount>9</trycount></elem></doc>');
    expect(await billing.runningOperation('40')).toMatchObject({ trycount: 9, manual: true });
  });

  test('an error is recorded, and the operation set to manual', async () => {
    const xml = '<doc><processingmodule id="3"><error type="internal"/></processingmodule></doc>\n';
    await billing.recordError('40', xml);
    await billing.setManual('40');
    expect(root.paramsOf('runningoperation.edit')).toEqual([
      'elid=40',
      `errorxml=${xml}`,
      'sok=ok',
    ]);
    expect(root.paramsOf('runningoperation.setmanual')).toEqual(['elid=40']);
  });
});

describe('task', () => {
  const task = { command: 'open', item: '117', runningOperation: '40' };

  test.each([
    '<doc><task_type>12</task_type></doc>',
    '<doc><model><task_type>12</task_type></model></doc>',
    '<doc><doc><task_type>12</task_type></doc></doc>',
  ])('is created of the type that %s names', async answer => {
    root.answer('task.gettype', answer);
    await billing.createTask(task);
    expect(root.paramsOf('task.gettype')).toEqual(['operation=open', 'item=117']);
    expect(root.paramsOf('task.edit')).toEqual([
      'item=117',
      'runningoperation=40',
      'type=12',
      'sok=ok',
    ]);
  });

  test.each(['<doc><task_type/></doc>', '<doc/>'])(
    'is not created when %s names no type',
    async answer => {
      root.answer('task.gettype', answer);
      await billing.createTask(task);
      expect(functions()).toEqual(['task.gettype']);
    },
  );
});
