// SPDX-License-Identifier: GPL-3.0-or-later
import { useTranslation } from 'react-i18next';

const kKnown = ['none', 'khan', 'thuongKhan', 'hoaToc'];

/** A word and a colour, never the colour alone (A9). A value of a later version reads as itself. */
export function Urgency({ value }: { value: string | null | undefined }) {
  const { t } = useTranslation();
  if (!value || value === 'none') return null;
  const tone = value === 'khan' ? 'warning' : 'danger';
  return (
    <span className={tone} style={{ fontWeight: 600, whiteSpace: 'nowrap' }}>
      {kKnown.includes(value) ? t(`urgency.${value}`) : value}
    </span>
  );
}
