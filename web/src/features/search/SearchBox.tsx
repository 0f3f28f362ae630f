// SPDX-License-Identifier: GPL-3.0-or-later
import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

const kDebounceMs = 120;

/** Searches while one types, but never on half a composed syllable; the URL follows, and the box follows the URL. */
export function SearchBox({ value, onChange }: { value: string; onChange: (q: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const composing = useRef(false);
  useEffect(() => {
    if (value !== sent.current) {
      sent.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    const normal = text.normalize('NFC');
    if (composing.current || normal === sent.current) return undefined;
    const timer = setTimeout(() => {
      sent.current = normal;
      onChange(normal);
    }, kDebounceMs);
    return () => clearTimeout(timer);
  }, [text, onChange]);
  return (
    <form role="search" style={{ flex: '1 1 280px', maxWidth: 640 }} onSubmit={(event) => event.preventDefault()}>
      <TextInput
        id="search-box"
        type="search"
        aria-label={t('search.label')}
        placeholder={t('search.placeholder')}
        autoFocus
        value={text}
        maxLength={400}
        autoComplete="off"
        spellCheck={false}
        onCompositionStart={() => (composing.current = true)}
        onCompositionEnd={(event) => {
          composing.current = false;
          setText(event.currentTarget.value);
        }}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
            sent.current = text.normalize('NFC');
            onChange(sent.current);
            document.querySelector<HTMLElement>('.search-hit-link')?.focus();
          }
        }}
      />
    </form>
  );
}
