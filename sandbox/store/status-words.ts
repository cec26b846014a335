import { type El, el } from './document.ts';

const WORDS = ['', 'ordered', 'active', 'suspended', 'deleted', 'in process'];
/** docs/reference/processing-module.md, "Item status". */
const COLOURS = ['', 'yellow', 'green', 'red', 'blue', 'black'];
const SUSPENDED = 3;

/**
 * The status in a list, by the setting `status_words`: its number, a word with the number beside it
 * (docs/reference/billmanager.md, "Shape of an answer"), or a number with the reason of a
 * suspension.
 */
export function statusElement(
  settings: { get(name: 'status_words'): string },
  name: string,
  status: number,
): El {
  const how = settings.get('status_words');
  if (how === 'orig')
    return el(name, WORDS[status] ?? '', { color: COLOURS[status] ?? '', orig: String(status) });
  return el(name, how === 'reason' && status === SUSPENDED ? `${status}_autosuspend` : status);
}
