import { Fault, type Language } from '../../base/fault.ts';
import type { CommandName, ResponseOf } from '../../billmanager/command-table.ts';
import type { MgrDocument } from '../../manager-api/document.ts';
import type { Context, ServiceCall } from '../../operations/engine/context.ts';
import { CALL_OPTIONS, type CallOption, type CallOptionName, type ParsedCall } from './options.ts';

/** A call with its arguments checked. */
export class Request {
  readonly command: string;
  readonly lang: Language;
  readonly #options: Readonly<Partial<Record<CallOptionName, string>>>;

  constructor(call: ParsedCall, lang: Language) {
    this.command = call.command;
    this.#options = call.options;
    this.lang = lang;
  }

  /** '' when the option was not given. */
  option(name: CallOptionName): string {
    return this.#options[name] ?? '';
  }

  /** The service that the call is about. */
  get service(): ServiceCall {
    const module = this.option('module');
    return {
      item: this.option('item'),
      runningOperation: this.option('runningoperation') || null,
      itemtype: this.option('itemtype') || null,
      ...(module === '' ? {} : { module }),
    };
  }

  /** The document on standard input. Fault input_bad. */
  async input(): Promise<MgrDocument> {
    const { readInput } = await import('./input.ts');
    return await readInput();
  }
}

/** Carries out a question or a job. Returns the document, if the response is one of its own. */
export type RequestHandler<N extends CommandName> = (
  ctx: Context,
  request: Request,
) => Promise<ResponseOf<N>>;

/**
 * The mistakes of a call's arguments, all of them: required ones that are missing, numbers that are
 * none (docs/reference/processing-module.md, "The call"). The classic form's word behind the
 * command is the first required argument.
 */
export function checkArguments(
  call: ParsedCall,
  required: readonly CallOptionName[],
): { call: ParsedCall; mistakes: readonly Fault[] } {
  const [first] = required;
  const word = call.words[0];
  const options =
    first !== undefined && word !== undefined ? { [first]: word, ...call.options } : call.options;
  const missing = required
    .filter(name => (options[name] ?? '') === '')
    .map(name => new Fault('argument_missing', { object: `--${name}`, value: call.command }));
  const bad = Object.entries(options).flatMap(([name, value]) => {
    const option: CallOption | undefined = Object.entries(CALL_OPTIONS).find(
      ([known]) => known === name,
    )?.[1];
    const isBad = option?.numeric === true && value !== '' && !/^\d{1,18}$/.test(value);
    return isBad ? [new Fault('argument_bad', { object: `--${name}`, value })] : [];
  });
  return { call: { ...call, options }, mistakes: [...missing, ...bad] };
}
