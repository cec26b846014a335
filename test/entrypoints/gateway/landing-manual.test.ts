import { describe, expect, test } from 'vitest';
import { buyPath, ORDER_URL, sandboxFor, startGateway } from './support.ts';

const MANUAL = `order_url = ${ORDER_URL}\n`;

describe('Buy in manual mode', () => {
  test('leads to the order page with what the panel told', async () => {
    const gateway = await startGateway(await sandboxFor(MANUAL));
    const { status, headers } = await gateway.get(
      '/billmgr?module=DrWeb&license=4711&ip=192.0.2.10&module_id=55361',
    );
    expect(status).toBe(302);
    expect(headers.location).toBe(
      'https://billing.example.com/billmgr?func=register&module=DrWeb&license=4711&ip=192.0.2.10&module_id=55361',
    );
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    const v6 = await gateway.get(
      '/billmgr?module=Dr+Web&license=4711&ip=2001:db8::1&module_id=55361',
    );
    expect(v6.headers.location).toContain('module=Dr%20Web&license=4711&ip=2001%3Adb8%3A%3A1&');
    const none = await gateway.get('/billmgr?license=4711&module_id=55361');
    expect(none.headers.location).toContain('module=&license=4711&ip=&module_id=55361');
  });

  test('says so politely where the conf names no order page', async () => {
    const gateway = await startGateway(await sandboxFor('contact = call 555\n'));
    const { status, text, headers } = await gateway.get('/billmgr?license=4711&module_id=55361');
    expect({ status, location: headers.location }).toEqual({ status: 503, location: undefined });
    expect(text).toContain('call 555');
  });

  test.each([
    ['no license', 'module=DrWeb&module_id=55361'],
    ['no module', 'module=DrWeb&license=4711'],
    ['a license that is no number', 'license=47x11&module_id=55361'],
    ['a license below 1', 'license=-1&module_id=55361'],
    ['a module that is no number', 'license=4711&module_id=55361%00'],
    ['an address that is none', 'license=4711&ip=192.0.2&module_id=55361'],
    ['markup in the name', 'module=%3Cscript%3Ealert(1)%3C/script%3E&license=4711&module_id=55361'],
    ['line breaks for the header', 'module=a%0d%0aSet-Cookie:%20x=1&license=4711&module_id=55361'],
    ['line breaks in the address', 'ip=192.0.2.1%0d%0aX-Evil:%201&license=4711&module_id=55361'],
    ['a parameter twice', 'license=4711&license=4712&module_id=55361'],
    ['a scheme in the name', 'module=javascript:alert(1)&license=4711&module_id=55361'],
    ['another host in the name', 'module=https://evil.example&license=4711&module_id=55361'],
    ['an overlong name', `module=${'a'.repeat(65)}&license=4711&module_id=55361`],
    ['broken percent signs', 'module=%E0%A4%A&license=4711&module_id=55361'],
  ])('%s: 400, nobody is sent anywhere, nothing of it comes back', async (_, query) => {
    const gateway = await startGateway(await sandboxFor(MANUAL));
    const { status, headers, text } = await gateway.get(`/billmgr?${query}`);
    expect({ status, location: headers.location }).toEqual({ status: 400, location: undefined });
    expect(text).not.toMatch(/alert|evil|Evil|47x11/);
    expect(headers['set-cookie']).toBeUndefined();
  });

  test('a module that is not sold here is 404', async () => {
    const box = await sandboxFor(`${MANUAL}\n[price 55362]\nshow = off\n`);
    box.set('sold.55363', 'off');
    const gateway = await startGateway(box);
    for (const module of [1, 3541, 55362, 55363])
      expect((await gateway.get(buyPath(4711, '', module))).status, String(module)).toBe(404);
  });
});
