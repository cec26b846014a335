import { describe, expect, test } from 'vitest';
import { keysOf } from '../../src/conf/keys.ts';
import { parseConf } from '../../src/conf/parse.ts';
import { errorText } from '../../src/conf/validation-error.ts';

const UPSTREAM_KEYS = keysOf('upstream')
  .map(([, key]) => key.name)
  .join(', ');
const parse = (text: string) => parseConf(text, 'c', '/mgr');
const conf = (text: string) => {
  const read = parse(text);
  expect(read.errors.map(each => errorText(each))).toEqual([]);
  return read.conf;
};
const errors = (text: string, language: 'en' | 'ru' = 'en') =>
  parse(text).errors.map(each => errorText(each, language));

describe('what the original read', () => {
  test('Preset and Period lines are read with any blanks, line ends and a BOM', () => {
    const read = conf(
      '\uFEFF# head\r\n  Preset 5-ISPmanager Lite\r\nPreset\t9-ISPmanager \t Pro  # all of it\r\n; also\r\n\r\n Period 2   9 \r\nPeriod -100 0',
    );
    expect(read.presets).toEqual([
      { id: '5', name: 'ISPmanager Lite' },
      { id: '9', name: 'ISPmanager Pro' },
    ]);
    expect([...read.periods]).toEqual([
      ['2', '9'],
      ['-100', '0'],
    ]);
  });

  test('a name may hold dashes, digits and comment signs inside words', () => {
    expect(conf('Preset 7-C#-tool; v2 - pro').presets).toEqual([
      { id: '7', name: 'C#-tool; v2 - pro' },
    ]);
  });

  test.each([
    'Preset',
    'Preset 5',
    'Preset 5-',
    'Preset -Lite',
    'Preset 5 - Lite',
    'Preset 05-Lite',
    'Preset five-Lite',
  ])('%j is no preset', line => {
    expect(errors(line)).toHaveLength(1);
    expect(errors(line)[0]).toContain('expected "Preset NUMBER-NAME"');
  });

  test.each([
    'Period',
    'Period 1',
    'Period 1 2 3',
    'Period 1 x',
    'Period 1.5 2',
    'Period 01 2',
    'Period --1 2',
  ])('%j is no period', line =>
    expect(errors(line)).toEqual([
      `c:1: "${line}" is not valid; expected "Period LOCAL UPSTREAM", two whole numbers such as "Period 1 12"`,
    ]),
  );

  test('a second mention names the first', () => {
    expect(errors('Preset 5-A\nPreset 5-B\nPeriod 1 2\nPeriod 1 2')).toEqual([
      'c:2: second "Preset 5" (the first is on line 1) is not valid; expected "Preset 5" once',
      'c:4: second "Period 1" (the first is on line 3) is not valid; expected "Period 1" once',
    ]);
  });

  test('a mistyped word is answered with what was meant, and nothing else of the line is shown', () => {
    expect(errors('Perset 5-A\nperiod 1 2\npassword hunter2')).toEqual([
      'c:1: unknown word "Perset" is not valid; expected Preset or Period (did you mean "Preset"?)',
      'c:2: unknown word "period" is not valid; expected Preset or Period (did you mean "Period"?)',
      'c:3: unknown word "password" is not valid; expected "password" below [upstream] or [billmanager]',
    ]);
  });

  test('a directive that is written like a key is told how it is written', () => {
    expect(errors('Period=2 9\nPreset = 5-A')).toEqual([
      'c:1: "Period=2 9" is not valid; expected "Period LOCAL UPSTREAM", two whole numbers such as "Period 1 12"',
      'c:2: "Preset = 5-A" is not valid; expected "Preset NUMBER-NAME" such as "Preset 3541-ISPmanager Lite", no zeros before the number',
    ]);
  });

  test('a key before the first section is sent to its section', () => {
    expect(errors('url=https://me:secret@h/')).toEqual([
      'c:1: unknown word "url" is not valid; expected "url" below [upstream]',
    ]);
  });
});

describe('sections', () => {
  test('without any line the defaults hold', () => {
    const read = conf('');
    expect(read.upstream).toMatchObject({
      url: '',
      username: '',
      password: '',
      dialect: 'current',
      timeout: 60,
      connectTimeout: 10,
      rate: 5,
      ca: '',
      keyWait: 20,
      settle: 5,
    });
    expect(read.sync).toMatchObject({
      expiredate: 'billing',
      renewBefore: 1,
      warnDays: 3,
      balanceDays: 30,
      timeLimit: 3000,
      rows: 500,
      rereadDays: 0,
    });
    expect(read.gateway).toMatchObject({
      listen: null,
      mode: 'manual',
      orderUrl: '',
      margin: '0',
      currency: [],
      cache: 900,
      language: 'auto',
      contact: '',
      clients: null,
      maxOrders: 20,
      tlsCert: '',
      tlsKey: '',
      limit: 50,
      trustedProxies: ['127.0.0.1', '::1'],
    });
    expect(read.log).toMatchObject({ level: 'info' });
    expect(read.presetSettings('3541')).toMatchObject({
      addons: new Map(),
      periods: new Map(),
      maxCost: null,
      maxCostRenewal: null,
      close: 'delete',
    });
    expect(read.priceSettings('1')).toMatchObject({
      margin: null,
      fixed: new Map(),
      minimum: new Map(),
      round: new Map(),
      show: true,
      tariff: '',
    });
  });

  test('a conf with a bit of everything is read as it stands', () => {
    const read = conf(`
Preset 3541-ISPmanager Lite
Preset 4601-ISPmanager Business
Period 1 1
Period 12 12

[upstream]                 ; defaults
url = https://api-eu.ispmanager.com/billmgr
username = reseller@example.com
password = ...
dialect = current          ; or classic
timeout = 60               ; seconds for one request
rate = 5                   ; requests a second
ca = etc/own-ca.pem        ; optional, below the root or absolute

[preset 4601]
addon.4602 = 1             ; amount
period.1 = 12              ; own map
max_cost = 12.50           ; limit
max_cost.renewal = 10.00   ; of each term
close = release            ; or delete (default)

[sync]
expiredate = billing       ; or upstream
renew_before = 1
balance_days = 30

[gateway]
listen = 127.0.0.1:8080
mode = manual              ; or automatic
order_url = https://billing.example.com/billmgr?func=register&module={module}&license={license}&ip={ip}&module_id={module_id}
margin = 20%               ; on the upstream price

[price 23221]
fixed = 950 RUB, 9.90 EUR
minimum = 5
`);
    expect(read.upstream).toMatchObject({
      url: 'https://api-eu.ispmanager.com/billmgr',
      password: '...',
      ca: '/mgr/etc/own-ca.pem',
    });
    expect(read.presetSettings('4601')).toEqual({
      addons: new Map([['4602', 1]]),
      periods: new Map([['1', '12']]),
      maxCost: '12.50',
      maxCostRenewal: '10.00',
      close: 'release',
      lapsed: 'reorder',
    });
    expect(read.gateway).toMatchObject({ listen: { host: '127.0.0.1', port: 8080 }, margin: '20' });
    expect(read.priceSettings('23221')).toMatchObject({
      fixed: new Map([
        ['RUB', '950'],
        ['EUR', '9.90'],
      ]),
      minimum: new Map([['', '5']]),
    });
  });

  test.each([
    ['a#b;c', 'a#b;c'],
    ['a b  # comment', 'a b'],
    ['"a # b ; c" ; comment', 'a # b ; c'],
    ['\'a # "b" \\n\'', 'a # "b" \\n'],
    ['"say \\"hi\\" \\\\ \\u00e9"', 'say "hi" \\ é'],
    ['back\\slash', 'back\\slash'],
    ['a=b=c', 'a=b=c'],
    ["it's", "it's"],
    ["'123'", '123'],
    ['"  outer  "', '  outer  '],
    ['пароль', 'пароль'],
    ['# nothing', ''],
    ['', ''],
  ])('the password written as %j is %j', (written, meant) => {
    expect(conf(`[upstream]\npassword = ${written}`).upstream.password).toBe(meant);
  });

  test.each(['"open', "'open", '"a"b', '"bad \\x escape"', '"nul \\u0000"'])(
    'a password written as %j is a validation error that does not show it',
    written => {
      const [first, ...more] = errors(`[upstream]\npassword=${written}`);
      expect(more).toEqual([]);
      expect(first).toMatch(/^c:2: /);
      expect(first).not.toContain(written.slice(1, 4));
    },
  );

  test('an absolute ca stays, and one above the root is refused', () => {
    expect(conf('[upstream]\nca = /etc/ca.pem').upstream.ca).toBe('/etc/ca.pem');
    expect(errors('[upstream]\nca = etc/../../x.pem')).toHaveLength(1);
  });

  test.each([
    ['url = http://api.example.com/billmgr', 'url = http://api.example.com/billmgr'],
    ['url = https://u:pw@h/billmgr', 'url = https://***@h/billmgr'],
    ['url = h/billmgr', 'url = h/billmgr'],
    ['url = https://h/b?x=1', 'url = https://h/b?x=1'],
    ['timeout = 0', 'timeout = 0'],
    ['timeout =', 'timeout = ""'],
    ['timeout = 1e3', 'timeout = 1e3'],
    ['rate = 0', 'rate = 0'],
    ['dialect = old', 'dialect = old'],
  ])('[upstream] %s is refused with what is allowed', (line, found) => {
    const [first] = errors(`[upstream]\n${line}`);
    expect(first).toMatch(/^c:2: /);
    expect(first).toContain(`${found} is not valid; expected `);
  });

  test.each([
    ['10.0.0.1, 10.0.0.0/8', true],
    ['::1, 2001:DB8::/128', true],
    ['::ffff:10.0.0.1/0', true],
    ['10.0.0.0/33', false],
    ['::/129', false],
    ['10.0.0', false],
    ['1::2::3', false],
    ['::1%eth0', false],
    ['[::1]', false],
    ['::1]@[::2', false],
    ['proxy.example.com', false],
    ['', false],
  ])('trusted_proxies = %j: allowed is %s', (list, isAllowed) => {
    expect(errors(`[gateway]\ntrusted_proxies = "${list}"`)).toHaveLength(isAllowed ? 0 : 1);
  });

  test('plain http is allowed to this machine', () => {
    for (const url of ['http://127.0.0.1:8080/billmgr', 'http://localhost/b', 'http://[::1]:1/b'])
      expect(conf(`[upstream]\nurl = ${url}`).upstream.url).toBe(url);
  });

  test('a comma in max_cost, a currency in it and a negative amount are refused', () => {
    for (const value of ['12,50', '12.50 EUR', '-1', ''])
      expect(errors(`Preset 1-A\n[preset 1]\nmax_cost = ${value}`)).toHaveLength(1);
  });

  test('an unknown macro in order_url is refused', () => {
    expect(errors('[gateway]\norder_url = https://h/?m={modul}')).toHaveLength(1);
  });

  test('unknown sections and keys are answered with what was meant', () => {
    expect(
      errors(
        '[upstraem]\nrate = x\n[upstream]\ntiemout = 5\nclose = release\n[preset]\n[sync 5]\n[log',
      ),
    ).toEqual([
      'c:1: "[upstraem]" is not valid; expected [upstream], [preset NUMBER], [sync], [gateway], [price NUMBER], [billmanager], [log] (did you mean "upstream"?)',
      `c:4: unknown key "tiemout" is not valid; expected ${UPSTREAM_KEYS} (did you mean "timeout"?)`,
      `c:5: unknown key "close" is not valid; expected in [upstream]: ${UPSTREAM_KEYS}; "close" belongs to [preset]`,
      'c:6: "[preset]" is not valid; expected [upstream], [preset NUMBER], [sync], [gateway], [price NUMBER], [billmanager], [log]',
      'c:7: "[sync 5]" is not valid; expected [upstream], [preset NUMBER], [sync], [gateway], [price NUMBER], [billmanager], [log]',
      'c:8: "[log" is not valid; expected [upstream], [preset NUMBER], [sync], [gateway], [price NUMBER], [billmanager], [log]',
    ]);
  });

  test('several validation errors come in the order of the lines', () => {
    const lines = parse(
      '[preset 7]\nclose = no\n[sync]\nrenew_before = soon\n[upstream]\nrate = x',
    ).errors;
    expect(lines.map(each => each.line)).toEqual([1, 2, 4, 6]);
  });

  test('a preset section without its Preset line is a validation error', () => {
    expect(errors('Preset 1-A\n[preset 2]')).toEqual([
      'c:2: [preset 2] without a line "Preset 2-NAME" is not valid; expected Preset 2-...',
    ]);
  });

  test('a second section and a second key name the first', () => {
    expect(errors('[sync]\nrenew_before = 1\nrenew_before = 2\n[sync]\nrenew_before = 3')).toEqual([
      'c:3: second "renew_before" (the first is on line 2) is not valid; expected "renew_before" once',
      'c:4: second "[sync]" (the first is on line 1) is not valid; expected "[sync]" once',
      'c:5: second "renew_before" (the first is on line 2) is not valid; expected "renew_before" once',
    ]);
  });

  test('a directive below a section says where it belongs', () => {
    expect(errors('[sync]\nPreset 1-A=B\nPeriod 1 1 # x')).toEqual([
      'c:2: "Preset 1-A=B" is not valid; expected Preset and Period lines only before the first [section]',
      'c:3: "Period 1 1" is not valid; expected Preset and Period lines only before the first [section]',
    ]);
  });

  test('a line without "=" shows its first word only', () => {
    expect(errors('[upstream]\npassword hunter2')).toEqual([
      'c:2: "password" without "=" is not valid; expected "key = value" or a [section]',
    ]);
  });

  test('addon and period keys need a number', () => {
    expect(errors('Preset 1-A\n[preset 1]\naddon.x = 1\nperiod. = 1\naddon.2 = -1')).toEqual([
      'c:3: unknown key "addon.x" is not valid; expected addon.NUMBER, period.NUMBER, max_cost, max_cost.renewal, close, lapsed',
      'c:4: unknown key "period." is not valid; expected addon.NUMBER, period.NUMBER, max_cost, max_cost.renewal, close, lapsed',
      'c:5: addon.2 = -1 is not valid; expected a whole number from 0 to 100000',
    ]);
  });

  test('names that JavaScript knows are ordinary unknown names', () => {
    expect(
      errors('[__proto__]\n[upstream]\n__proto__ = 1\nconstructor = 1\n[constructor]'),
    ).toHaveLength(4);
  });
});

describe('bytes', () => {
  test('characters that are no text are named, not shown', () => {
    expect(
      errors(
        'Preset 1-A\u0000B\nPreset\u00a02-B\n[upstream]\nusername = a\uFFFDb\npassword = x\u200By',
      ),
    ).toEqual([
      'c:1: control character U+0000 is not valid; expected plain text in UTF-8 with ordinary spaces and tabs',
      'c:2: invisible character U+00A0 is not valid; expected plain text in UTF-8 with ordinary spaces and tabs',
      'c:4: text that is not UTF-8 is not valid; expected plain text in UTF-8 with ordinary spaces and tabs',
      'c:5: invisible character U+200B is not valid; expected plain text in UTF-8 with ordinary spaces and tabs',
    ]);
  });

  test('a comment may hold any bytes', () => {
    conf('# \uFFFD\uFFFD\u0000\nPreset 1-A # \uFFFD\n[sync] ; \uFFFD\nrenew_before = 2 ; \uFFFD');
  });

  test('very long lines are read, and messages stay short', () => {
    const long = 'x'.repeat(200_000);
    expect(conf(`Preset 1-${long}`).presets[0]?.name).toHaveLength(200_000);
    expect(
      errors(`[upstream]\nurl = ${long}\n${long} = 1\n[${long}]\n${' '.repeat(200_000)}x`).join(),
    ).toHaveLength(errors(`[upstream]\nurl = ${long}\n${long} = 1\n[${long}]\nx`).join().length);
    for (const each of errors(`[upstream]\nurl = ${long}\n${long}=1\n[${long}]\nx`))
      expect(each.length).toBeLessThan(400);
  });
});

test('validation errors are told in Russian too', () => {
  expect(errors('[upstream]\ntiemout = 5\nrate = 0', 'ru')).toEqual([
    `c:2: недопустимо: неизвестный ключ «tiemout»; ожидается: ${UPSTREAM_KEYS} (возможно, «timeout»?)`,
    'c:3: недопустимо: rate = 0; ожидается: число от 0.1 до 10000',
  ]);
});
