import { type Fault, faultText, type Language } from '../../base/fault.ts';
import { maskSecrets } from '../../base/secrets.ts';
import { serializeXml, type XmlNode } from '../../manager-api/xml-build.ts';

/**
 * The error document of a failed call (docs/reference/processing-module.md, "The error document"),
 * in the client's language.
 */
export function errorDocument(fault: Fault, lang: Language): string {
  return serializeXml({
    name: 'doc',
    children: [errorElement(fault, [{ name: 'msg', text: maskSecrets(faultText(fault, lang)) }])],
  });
}

/**
 * The record that BILLmanager keeps with the running operation: times in its own form, `YYYY-MM-DD
 * HH:MM:SS`. The error stands in the attempt of its processing module and once more directly under
 * the root (docs/reference/processing-module.md, "The record on the running operation").
 */
export function operationRecord(
  fault: Fault,
  about: {
    readonly module: string;
    readonly moduleName: string;
    readonly at: Date;
    readonly lang: Language;
  },
): string {
  const date = about.at.toISOString().slice(0, 19).replace('T', ' ');
  const type = fault.kind === 'final' ? 'error' : 'info';
  const element = errorElement(fault, [
    { name: 'backtrace' },
    { name: 'log', text: maskSecrets(fault.detail) },
  ]);
  const error = { ...element, attributes: { date, ...element.attributes } };
  return serializeXml({
    name: 'doc',
    children: [
      {
        name: 'processingmodule',
        attributes: { date, id: about.module, name: about.moduleName },
        children: [
          error,
          {
            name: 'custommessage',
            attributes: { date, type },
            text: maskSecrets(faultText(fault, about.lang)),
          },
        ],
      },
      error,
    ],
  });
}

function errorElement(fault: Fault, rest: readonly XmlNode[]): XmlNode {
  const object = maskSecrets(fault.object);
  const value = maskSecrets(fault.value);
  return {
    name: 'error',
    attributes: { type: fault.type, object, value },
    children: [
      { name: 'param', attributes: { name: 'object', type: 'msg', msg: object }, text: object },
      { name: 'param', attributes: { name: 'value' }, text: value },
      ...rest,
    ],
  };
}
