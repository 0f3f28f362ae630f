// SPDX-License-Identifier: GPL-3.0-or-later
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { showDate } from '@/text/format';
import { KeyButton } from '@/ui/Buttons';
import { Loaded } from '@/ui/States';
import { Urgency } from '@/ui/Urgency';
import { Viewer } from '@/viewer/Viewer';
import { ActionBar } from '@/work/ActionBar';
import { FlowFacts } from '@/work/Facts';
import { History } from '@/work/History';
import { documentQuery } from '@/work/queries';
import { Deadline } from './InboxRow';
import { headOf } from './head';
import type { InboxItem } from './queries';

interface Props {
  item: InboxItem;
  onFinished: () => void;
  onUndone: () => void;
  onOpen: () => void;
  onBack: () => void;
}

/** The right pane: the head from the row at once, then the scan, the flow and what can be done. */
export function InboxDetail({ item, onFinished, onUndone, onOpen, onBack }: Props) {
  const { t } = useTranslation();
  const shown = headOf(item);
  return (
    <article className="inbox-detail" aria-label={shown.code || shown.subject}>
      <header className="inbox-detail-head">
        <div className="toolbar narrow-only">
          <Button size="compact-md" onClick={onBack}>
            {t('common.back')}
          </Button>
        </div>
        <div className="toolbar">
          <h2>{shown.code || t('inbox.noCode')}</h2>
          <Urgency value={item.urgency} />
          <span>{shown.issuer}</span>
          <Deadline due={item.dueDate} />
          <KeyButton command="list.open" onClick={onOpen} ml="auto">
            {item.reasons.includes('toRegister') ? t('inbox.register') : t('inbox.open')}
          </KeyButton>
        </div>
        <div>{shown.subject}</div>
        {item.note ? <div className="warning">{item.note}</div> : null}
        <span className="caption">
          {shown.readByMachine ? t('inbox.readByMachine') : null}
          {item.arrivalNumber
            ? t('inbox.arrivalOn', { number: item.arrivalNumber, date: showDate(item.arrivedAt) })
            : null}
        </span>
      </header>
      {item.kind === 'incoming' ? (
        <DocumentPane id={item.id} onFinished={onFinished} onUndone={onUndone} />
      ) : (
        <p style={{ padding: 16 }}>{t(item.reasons.includes('returned') ? 'inbox.dossierReturned' : 'inbox.dossierHint')}</p>
      )}
    </article>
  );
}

function DocumentPane({ id, onFinished, onUndone }: { id: string; onFinished: () => void; onUndone: () => void }) {
  const { t } = useTranslation();
  const query = useQuery(documentQuery(id));
  return (
    <Loaded query={query} heading={t('document.failed')}>
      {(document) => {
        const file = document.value.files[0];
        return (
          <div className="inbox-detail-body">
            {file ? (
              <Viewer key={file.id} file={file.id} thumbs={false} />
            ) : (
              <p style={{ padding: 16 }}>{t('document.noFile')}</p>
            )}
            <div
              style={{ padding: 16, display: 'grid', gap: 16, alignContent: 'start' }}
              tabIndex={0}
              role="region"
              aria-label={t('tab.flow')}
            >
              <ActionBar document={document} onFinished={onFinished} onUndone={onUndone} />
              <FlowFacts document={document.value} />
              <details>
                <summary>{t('tab.history')}</summary>
                <History id={id} />
              </details>
            </div>
          </div>
        );
      }}
    </Loaded>
  );
}
