// SPDX-License-Identifier: GPL-3.0-or-later
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Empty, Loaded } from '@/ui/States';
import { AddFiles } from './AddFiles';
import { JobRow } from './JobRow';
import { arrivalsQuery, jobsQuery } from './queries';
import { SendingRow } from './SendingRow';
import { useSendings } from './sending';
import './upload.css';

/** 3.12: files on their way, and what the server has read of them, page by page. */
export function UploadScreen() {
  const { t } = useTranslation();
  const jobs = useQuery(jobsQuery);
  const arrivals = useQuery(arrivalsQuery);
  const sendings = useSendings().filter((one) => one.state !== 'done');
  const list = jobs.data?.items ?? [];
  const pages = list.reduce((sum, job) => sum + job.progress.total, 0);
  const read = list.reduce((sum, job) => sum + job.progress.done, 0);
  const arrivalOf = (file: string) => arrivals.data?.items.find((one) => one.files.some((f) => f.id === file))?.id;
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>{t('nav.uploads')}</h1>
        {list.length > 0 ? <span>{t('upload.summary', { files: list.length, read, pages })}</span> : null}
      </div>
      <div className="screen-body" style={{ display: 'grid', gap: 16, alignContent: 'start' }}>
        <AddFiles />
        {sendings.length > 0 ? (
          <section aria-label={t('upload.sending')}>
            <h2>{t('upload.sending')}</h2>
            <ul className="upload-list">
              {sendings.map((one) => (
                <SendingRow key={one.key} sending={one} />
              ))}
            </ul>
          </section>
        ) : null}
        <section aria-label={t('upload.reading')}>
          <h2>{t('upload.reading')}</h2>
          <Loaded query={jobs} heading={t('upload.failed')}>
            {(data) =>
              data.items.length === 0 ? (
                <Empty title={t('upload.none')}>
                  <p>{t('upload.noneHint')}</p>
                </Empty>
              ) : (
                <ul className="upload-list">
                  {data.items.map((job) => (
                    <JobRow key={job.id} job={job} arrival={arrivalOf(job.file)} />
                  ))}
                </ul>
              )
            }
          </Loaded>
        </section>
      </div>
    </div>
  );
}
