// SPDX-License-Identifier: GPL-3.0-or-later
import { Alert, Button, Radio } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendFiles } from './sending';

const kAccepted = '.pdf,.tif,.tiff,.jpg,.jpeg,.png';

/**
 * R29: papers with a secrecy mark do not enter the system at all. Whoever adds files says that they bear none;
 * the other answer sends nothing and says where such papers go.
 */
export function AddFiles() {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [secrecy, setSecrecy] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const [over, setOver] = useState(false);
  const add = (files: FileList | null) => {
    if (!files || files.length === 0) return;
    if (secrecy !== 'none') {
      setAsked(true);
      return;
    }
    sendFiles([...files]);
    if (input.current) input.current.value = '';
  };
  return (
    <section
      className="upload-drop"
      data-over={over}
      aria-label={t('upload.add')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        add(event.dataTransfer.files);
      }}
    >
      <Radio.Group
        label={t('upload.secrecy')}
        value={secrecy}
        onChange={setSecrecy}
        error={asked && secrecy === null ? t('upload.secrecyMissing') : undefined}
      >
        <div className="toolbar" style={{ marginTop: 4 }}>
          <Radio value="none" label={t('upload.notSecret')} />
          <Radio value="secret" label={t('upload.secret')} />
        </div>
      </Radio.Group>
      {secrecy === 'secret' ? (
        <Alert
          color="red"
          variant="outline"
          role="alert"
          title={t('upload.secretTitle')}
          style={{ color: 'var(--ink)' }}
        >
          {t('upload.secretDetail')}
        </Alert>
      ) : null}
      <div className="toolbar">
        <input
          ref={input}
          id="files"
          type="file"
          multiple
          accept={kAccepted}
          hidden
          onChange={(event) => add(event.currentTarget.files)}
        />
        <Button
          variant="filled"
          onClick={() => {
            if (secrecy === 'none') input.current?.click();
            else setAsked(true);
          }}
          disabled={secrecy === 'secret'}
        >
          {t('upload.choose')}
        </Button>
        <span className="caption">{t('upload.accepted')}</span>
      </div>
    </section>
  );
}
