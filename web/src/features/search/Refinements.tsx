// SPDX-License-Identifier: GPL-3.0-or-later
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { KeyButton } from '@/ui/Buttons';
import { filterNames, type SearchState } from './queries';

interface Props {
  state: SearchState;
  mode: string | undefined;
  didYouMean: readonly string[];
  none: boolean;
  onChange: (next: Partial<SearchState>) => void;
}

/** How it was searched and what else could be tried: nothing found offers less strictness, in this order (3.6). */
export function Refinements({ state, mode, didYouMean, none, onChange }: Props) {
  const { t } = useTranslation();
  const filtered = filterNames.some((name) => state[name]);
  const noFilters = Object.fromEntries(filterNames.map((name) => [name, undefined]));
  return (
    <div className="search-refine">
      {none ? <h2>{t('search.nothing', { q: state.q ?? '' })}</h2> : null}
      <div className="toolbar">
        {state.marks === 'exact' ? (
          <>
            <span>{t('search.exactNow')}</span>
            <KeyButton command="search.exact" onClick={() => onChange({ marks: undefined })}>
              {t('search.folded')}
            </KeyButton>
          </>
        ) : mode === 'folded' ? (
          <>
            <span>{t('search.foldedNow')}</span>
            <KeyButton command="search.exact" onClick={() => onChange({ marks: 'exact' })}>
              {t('search.exact', { q: state.q ?? '' })}
            </KeyButton>
          </>
        ) : (
          <KeyButton command="search.exact" onClick={() => onChange({ marks: 'exact' })}>
            {t('search.exact', { q: state.q ?? '' })}
          </KeyButton>
        )}
        {filtered ? <Button onClick={() => onChange(noFilters)}>{t('search.noFilters')}</Button> : null}
      </div>
      {didYouMean.length > 0 ? (
        <div className="toolbar">
          <span>{t('search.didYouMean')}</span>
          {didYouMean.map((words) => (
            <Button key={words} variant="subtle" onClick={() => onChange({ q: words })}>
              {words}
            </Button>
          ))}
        </div>
      ) : null}
    </div>
  );
}
