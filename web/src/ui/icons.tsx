// SPDX-License-Identifier: GPL-3.0-or-later

const kPaths = {
  inbox: 'M3 13l3-9h12l3 9v7H3zM3 13h5l2 3h4l2-3h5',
  register: 'M5 3h10l4 4v14H5zM9 12h6M12 9v6',
  search: 'M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.5 15.5L21 21',
  archive: 'M3 4h18v5H3zM5 9v11h14V9M10 13h4',
  registers: 'M4 4h16v16H4zM4 9h16M4 14h16M10 4v16',
  upload: 'M12 16V4M7 9l5-5 5 5M4 20h16',
  admin: 'M12 9a3 3 0 100 6 3 3 0 000-6zM12 2v4M12 18v4M2 12h4M18 12h4M5 5l3 3M16 16l3 3M5 19l3-3M16 8l3-3',
  help: 'M9 9a3 3 0 114 3c-1 .5-1 1-1 2M12 17.5v.5M12 2a10 10 0 100 20 10 10 0 000-20z',
  person: 'M12 4a4 4 0 100 8 4 4 0 000-8zM4 21c1-5 4-7 8-7s7 2 8 7',
  close: 'M5 5l14 14M19 5L5 19',
  zoomIn: 'M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.5 15.5L21 21M7.5 10.5h6M10.5 7.5v6',
  zoomOut: 'M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.5 15.5L21 21M7.5 10.5h6',
  fit: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  next: 'M9 5l7 7-7 7',
  previous: 'M15 5l-7 7 7 7',
  rotate: 'M20 11a8 8 0 10-2 6M20 4v7h-7',
  check: 'M4 12l6 6L20 6',
} as const;

export type IconName = keyof typeof kPaths;

/** Decorative: what it stands for is always said in words beside it or in the label of its button. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
    >
      <path d={kPaths[name]} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
