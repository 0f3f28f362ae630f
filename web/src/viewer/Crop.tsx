// SPDX-License-Identifier: GPL-3.0-or-later
import { useTranslation } from 'react-i18next';
import type { PageBox, PageSize } from './geometry';
import { previewUrl } from './queries';
import './viewer.css';

/**
 * The piece of the scan a value was read from, enlarged beside its field (R3), or the strip with a search hit
 * (3.6).
 */
export function Crop({
  file,
  at,
  size,
  label,
  width = 320,
  air = 6,
  marks = [],
}: {
  file: string;
  at: PageBox;
  size: PageSize;
  label: string;
  width?: number;
  air?: number;
  marks?: readonly PageBox['box'][];
}) {
  const { t } = useTranslation();
  const left = Math.max(0, at.box[0] - air);
  const top = Math.max(0, at.box[1] - air);
  const right = Math.min(size.width, at.box[2] + air);
  const bottom = Math.min(size.height, at.box[3] + air);
  const scale = width / Math.max(1, right - left);
  return (
    <div
      className="crop"
      role="img"
      aria-label={t('viewer.crop', { field: label })}
      style={{ width, height: (bottom - top) * scale }}
    >
      <img
        src={previewUrl(file, at.page, Math.min(size.width * scale, 1860))}
        alt=""
        loading="lazy"
        style={{ width: size.width * scale, left: -left * scale, top: -top * scale }}
      />
      {marks.map((box, i) => (
        <div
          key={i}
          className="page-hit"
          data-hit
          style={{
            left: (box[0] - left) * scale,
            top: (box[1] - top) * scale,
            width: (box[2] - box[0]) * scale,
            height: (box[3] - box[1]) * scale,
          }}
        />
      ))}
    </div>
  );
}
