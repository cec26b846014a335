import type { Language } from '../base/fault-types.ts';

/** A text for people in both languages of the product. */
export type Wording = Readonly<Record<Language, string>>;

/** What reads the same in every language: names, numbers, examples. */
export const asIs = (text: string): Wording => ({ en: text, ru: text });
