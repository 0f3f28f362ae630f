// SPDX-License-Identifier: GPL-3.0-or-later
const kStored = 'chauban.density';
export type Density = 'comfortable' | 'compact';

export function density(): Density {
  return localStorage.getItem(kStored) === 'compact' ? 'compact' : 'comfortable';
}
export function startDensity(): void {
  document.documentElement.dataset.density = density();
}
/** T4: rows of 44 px or of 32 px. */
export function setDensity(next: Density): void {
  localStorage.setItem(kStored, next);
  startDensity();
}
