// SPDX-License-Identifier: GPL-3.0-or-later
import { useTranslation } from 'react-i18next';
import type { FilterName, SearchState } from './queries';

interface Props {
  facets: Record<string, readonly { value: string; count: number }[]>;
  state: SearchState;
  onChange: (next: Partial<SearchState>) => void;
}

const kShown: readonly FilterName[] = ['kind', 'issuer', 'year', 'state'];

/** What the hits are made of; choosing narrows, choosing again widens. */
export function Facets({ facets, state, onChange }: Props) {
  const { t } = useTranslation();
  const labelOf = (name: FilterName, value: string) =>
    name === 'state' ? t(`state.${value}`, { defaultValue: value }) : value;
  return (
    <aside className="search-facets" aria-label={t('search.facets')} tabIndex={0}>
      {kShown.map((name) => {
        const chosen = state[name];
        const given = facets[name] ?? [];
        const values =
          chosen && !given.some((one) => one.value === chosen) ? [{ value: chosen, count: 0 }, ...given] : given;
        if (values.length === 0) return null;
        return (
          <section key={name} aria-label={t(`facet.${name}`)}>
            <h2>{t(`facet.${name}`)}</h2>
            <ul>
              {values.slice(0, 12).map((one) => (
                <li key={one.value}>
                  <button
                    type="button"
                    aria-pressed={chosen === one.value}
                    onClick={() => onChange({ [name]: chosen === one.value ? undefined : one.value })}
                  >
                    <span>
                      {chosen === one.value ? '✓ ' : ''}
                      {labelOf(name, one.value)}
                    </span>{' '}
                    <span>{one.count}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </aside>
  );
}
