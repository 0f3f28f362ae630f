// SPDX-License-Identifier: GPL-3.0-or-later
import { Alert, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';

/** Codes that arise in the browser itself; all others come from the server with their own words. */
const kOwnCodes = ['network_timeout', 'network_offline', 'unexpected_answer', 'client_fault', 'upload_interrupted'];

/** What happened, what to do next, and the code in small type (ux 6). */
export function ProblemBox({ error, onRetry, heading }: { error: unknown; onRetry?: () => void; heading?: string }) {
  const { t } = useTranslation();
  const { body } = asProblem(error);
  const own = kOwnCodes.includes(body.code) ? body.code : 'unexpected_answer';
  return (
    <Alert
      color="red"
      variant="outline"
      role="alert"
      title={heading ?? body.title ?? t(`problem.${own}.title`)}
      style={{ color: 'var(--ink)' }}
    >
      <div style={{ display: 'grid', gap: 8 }}>
        {heading && body.title ? <strong>{body.title}</strong> : null}
        <span>{body.detail ?? (body.title ? '' : t(`problem.${own}.detail`))}</span>
        {body.next ? <span>{body.next}</span> : null}
        {(body.errors ?? []).length > 0 ? (
          <ul style={{ margin: 0, paddingLeft: 20 }}>
            {(body.errors ?? []).map((fault, i) => (
              <li key={i}>{fault.detail ?? fault.code}</li>
            ))}
          </ul>
        ) : null}
        <span className="caption">
          {t('problem.code', { code: body.code })}
          {body.rule ? ` · ${body.rule}` : ''}
          {body.trace ? ` · ${body.trace}` : ''}
        </span>
        {onRetry ? (
          <Button onClick={onRetry} style={{ justifySelf: 'start' }}>
            {t('common.retry')}
          </Button>
        ) : null}
      </div>
    </Alert>
  );
}
