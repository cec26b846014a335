export type Language = 'en' | 'ru';

/** A text for people in both languages of the product. */
export type LocalizedText = Readonly<Record<Language, string>>;

/** A text that reads the same in every language: names, numbers, examples. */
export const asIs = (text: string): LocalizedText => ({ en: text, ru: text });
