import { expect, test } from 'vitest';
import { Fault } from '../../../src/base/fault.ts';
import { errorDocument, operationRecord } from '../../../src/entrypoints/module/error-document.ts';
import { child } from '../../../src/manager-api/document.ts';
import { parseXml } from '../../../src/manager-api/xml.ts';

const FAULT = new Fault('address_refused', {
  object: 'in use',
  value: '192.0.2.7',
  detail: 'type=value',
});

test('the error document names type, object and value, in the client’s language', () => {
  const error = child(parseXml(errorDocument(FAULT, 'ru')), 'error');
  expect(Object.fromEntries(error?.attributes ?? [])).toEqual({
    type: 'address_refused',
    object: 'in use',
    value: '192.0.2.7',
  });
  expect(error && child(error, 'msg')?.text).toContain('На адрес 192.0.2.7');
});

test('the record has the error in the module’s attempt and directly under the root', () => {
  const at = new Date('2027-03-10T12:00:00Z');
  const about = { module: '7', moduleName: 'Licenses', at, lang: 'en' } as const;
  const record = parseXml(operationRecord(FAULT, about));
  expect(record.children.map(each => each.name)).toEqual(['processingmodule', 'error']);
  const module = child(record, 'processingmodule');
  expect(Object.fromEntries(module?.attributes ?? [])).toEqual({
    date: '2027-03-10 12:00:00',
    id: '7',
    name: 'Licenses',
  });
  expect(module?.children.map(each => each.name)).toEqual(['error', 'custommessage']);
  expect(module && child(module, 'error')).toEqual(child(record, 'error'));
  const names = child(record, 'error')?.children.map(each => each.name);
  expect(names).toEqual(['param', 'param', 'backtrace', 'log']);
});
