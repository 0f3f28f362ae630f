// SPDX-License-Identifier: GPL-3.0-or-later
// One piece, fetched when somebody asks for English.
export const english = import.meta.glob<Record<string, unknown>>('../locales/en/*.json', {
  eager: true,
  import: 'default',
});
