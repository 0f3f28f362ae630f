// SPDX-License-Identifier: GPL-3.0-or-later
import { useTranslation } from 'react-i18next';
import { showDate, showMoment } from '@/text/format';
import { Urgency } from '@/ui/Urgency';
import type { Incoming } from './queries';

type Fact = [name: string, value: React.ReactNode];

function List({ facts }: { facts: Fact[] }) {
  const { t } = useTranslation();
  return (
    <dl className="fact">
      {facts.map(([name, value]) =>
        value === null || value === undefined || value === '' ? null : (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{t(`field.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** What the document says of itself, as registered. */
export function RegisteredFacts({ document }: { document: Incoming }) {
  const fields = document.fields;
  const number = document.arrivalNumber ? `${document.arrivalNumber}/${document.registerYear ?? ''}` : null;
  return (
    <List
      facts={[
        ['arrivalNumber', number],
        ['arrivalDate', showDate(document.arrivalDate) || showMoment(document.arrivedAt)],
        ['code', fields?.code],
        ['issueDate', showDate(fields?.issueDate)],
        ['issuer', fields?.issuer],
        ['kind', fields?.kind],
        ['subject', fields?.subject],
        ['signerName', [fields?.signerName, fields?.signerPosition].filter(Boolean).join(' · ')],
        ['urgency', fields && fields.urgency !== 'none' ? <Urgency key="u" value={fields.urgency} /> : null],
        ['pageAmount', fields?.pageAmount ? String(fields.pageAmount) : null],
      ]}
    />
  );
}

/** Who has it, since when, until when, and what was said. */
export function FlowFacts({ document }: { document: Incoming }) {
  const { t } = useTranslation();
  return (
    <List
      facts={[
        ['state', t(`state.${document.state}`, { defaultValue: document.state })],
        ['leader', document.leader?.name],
        ['lead', document.lead?.name],
        ['coop', (document.coop ?? []).map((one) => one.name).join('; ')],
        ['handler', document.handler?.name],
        ['dueDate', showDate(document.dueDate)],
        ['direction', document.direction],
        ['result', document.result],
      ]}
    />
  );
}
