// SPDX-License-Identifier: GPL-3.0-or-later
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keymap } from '@/keys/keymap';

const kSource = join(process.cwd(), 'src');

function flat(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([key, inner]) => flat(inner, `${path}.${key}`));
}
function texts(language: string): Map<string, string> {
  const folder = join(kSource, 'locales', language);
  return new Map(
    readdirSync(folder).flatMap((file) =>
      flat(JSON.parse(readFileSync(join(folder, file), 'utf8')), file.replace('.json', '')),
    ),
  );
}
function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === 'generated' || name === 'locales' ? [] : sources(path);
    return /\.tsx?$/.test(name) ? [readFileSync(path, 'utf8')] : [];
  });
}

const vi = texts('vi');
const en = texts('en');
const code = sources(kSource).join('\n');
// What stands in t('…') or in a choice inside t(…), and the fixed beginnings of t(`…${}`).
const named = new Set([...code.matchAll(/'([a-zA-Z]+(?:\.[a-zA-Z_0-9]+)+)'/g)].map((match) => match[1]!));
const used = new Set([...code.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1]!));
const beginnings = new Set(
  [...code.matchAll(/\bt\(\s*`([a-zA-Z]+(?:\.[a-zA-Z_]+)*[._])\$\{/g)].map((match) => match[1]!),
);

describe('texts', () => {
  it('are the same keys in both languages', () => expect([...en.keys()].sort()).toEqual([...vi.keys()].sort()));
  it('fill the same gaps in both languages', () => {
    const gaps = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
    for (const [key, text] of vi) expect(gaps(en.get(key) ?? ''), key).toEqual(gaps(text));
  });
  it('are there for every key that is used', () => expect([...used].filter((key) => !vi.has(key))).toEqual([]));
  it('are there for every beginning that is used', () => {
    for (const start of beginnings)
      expect(
        [...vi.keys()].some((key) => key.startsWith(start)),
        start,
      ).toBe(true);
  });
  it('are there for every command that has a key', () => {
    expect(Object.keys(keymap).filter((id) => !vi.has(`keys.${id}`))).toEqual([]);
  });
  it('are all used', () => {
    const unused = [...vi.keys()].filter(
      (key) => !named.has(key) && ![...beginnings].some((start) => key.startsWith(start)),
    );
    expect(unused).toEqual([]);
  });
  it('are composed (NFC) and never shout', () => {
    for (const [key, text] of [...vi, ...en]) {
      expect(text, key).toBe(text.normalize('NFC'));
      expect(text, key).not.toMatch(/!/);
    }
  });
});
