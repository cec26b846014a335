import type { AnswerError } from '../../src/manager-api/answer-error.ts';
import { answerError } from '../../src/manager-api/answer-error.ts';
import type { MgrDocument } from '../../src/manager-api/document.ts';
import { upstreamFault } from '../../src/manager-api/errors.ts';
import type { Manager, RequestOptions } from '../../src/manager-api/manager.ts';
import { parseXml } from '../../src/manager-api/xml.ts';

export interface Call {
  readonly func: string;
  readonly params: Record<string, string>;
  readonly kind: RequestOptions['kind'];
}

/** An answer by its text, or something to throw. */
export type Answer = string | Error | ((call: Call) => string | Error);

/** A manager that answers each function by script and notes what it was asked. */
export class ScriptedManager implements Manager {
  readonly calls: Call[] = [];
  readonly #answers: Readonly<Record<string, Answer>>;
  time: Date | null = null;

  constructor(answers: Readonly<Record<string, Answer>>) {
    this.#answers = answers;
  }

  serverTime(): Date | null {
    return this.time;
  }

  async call(
    func: string,
    params: Readonly<Record<string, string | undefined>>,
    options: RequestOptions,
  ): Promise<MgrDocument> {
    const sent = Object.entries(params).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const call: Call = { func, params: Object.fromEntries(sent), kind: options.kind };
    this.calls.push(call);
    const scripted = this.#answers[func];
    if (scripted === undefined) throw new Error(`nothing is scripted for ${func}`);
    const answer = typeof scripted === 'function' ? scripted(call) : scripted;
    if (answer instanceof Error) throw answer;
    const document = parseXml(answer, 'replaced');
    const error: AnswerError | null = answerError(document);
    if (error !== null) throw upstreamFault(error, func, options.kind);
    return document;
  }
}

export function errorXml(type: string, object = '', value = '', message = ''): string {
  return `<doc><error type="${type}" object="${object}" value="${value}" lang="en"><msg>${message}</msg></error></doc>`;
}
