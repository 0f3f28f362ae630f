// SPDX-License-Identifier: GPL-3.0-or-later
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ariaKeys, keymap, shownKey } from '@/keys/keymap';
import { Icon } from '@/ui/icons';
import type { Place } from './places';

/** Icons with their names on hover and focus; the name is always there for a screen reader. */
export function Rail({
  places,
  onHelp,
  onAccount,
}: {
  places: readonly Place[];
  onHelp: () => void;
  onAccount: () => void;
}) {
  const { t } = useTranslation();
  return (
    <nav className="rail" aria-label={t('nav.label')}>
      {places.map((place) => (
        <Link
          key={place.path}
          to={place.path}
          aria-keyshortcuts={ariaKeys(place.command)}
          activeProps={{ 'aria-current': 'page' }}
          activeOptions={{ includeSearch: false }}
        >
          <Icon name={place.icon} />
          <span className="label">
            {t(`nav.${place.name}`)} <span aria-hidden="true">{shownKey(keymap[place.command][0])}</span>
          </span>
        </Link>
      ))}
      <button type="button" className="end" onClick={onHelp} aria-keyshortcuts={ariaKeys('app.help')}>
        <Icon name="help" />
        <span className="label">{t('nav.help')}</span>
      </button>
      <button type="button" onClick={onAccount}>
        <Icon name="person" />
        <span className="label">{t('nav.account')}</span>
      </button>
    </nav>
  );
}
