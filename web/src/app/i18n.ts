// SPDX-License-Identifier: GPL-3.0-or-later
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { caller } from '@/api/http';

type Texts = Record<string, unknown>;

export type Language = 'vi' | 'en';
const kStored = 'chauban.language';

// Vietnamese is the source and always there; English is fetched when somebody asks for it.
const vi = import.meta.glob<Texts>('../locales/vi/*.json', { eager: true, import: 'default' });

function byName(files: Record<string, Texts>): Texts {
  return Object.fromEntries(
    Object.entries(files).map(([path, texts]) => [path.slice(path.lastIndexOf('/') + 1, -'.json'.length), texts]),
  );
}

export function storedLanguage(): Language {
  return localStorage.getItem(kStored) === 'en' ? 'en' : 'vi';
}

export async function setLanguage(language: Language): Promise<void> {
  if (language === 'en' && !i18next.hasResourceBundle('en', 'translation')) {
    const { english } = await import('./english');
    i18next.addResourceBundle('en', 'translation', byName(english));
  }
  localStorage.setItem(kStored, language);
  caller.language = language;
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'vi',
    resources: { vi: { translation: byName(vi) } },
    fallbackLng: false,
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
  });
  await setLanguage(storedLanguage());
}
