// SPDX-License-Identifier: GPL-3.0-or-later
import { api, takeTagged, type Schemas, type Tagged } from '@/api/client';
import type { Dossier } from './queries';

export const dossierActions = [
  'closeDossier',
  'offerTransfer',
  'acceptTransfer',
  'returnTransfer',
  'reopenDossier',
] as const;
export type DossierAction = (typeof dossierActions)[number] | 'removeDocument';

const kPaths = {
  closeDossier: '/v1/dossiers/{id}/closeDossier',
  offerTransfer: '/v1/dossiers/{id}/offerTransfer',
  acceptTransfer: '/v1/dossiers/{id}/acceptTransfer',
  returnTransfer: '/v1/dossiers/{id}/returnTransfer',
  reopenDossier: '/v1/dossiers/{id}/reopen',
  removeDocument: '/v1/dossiers/{id}/removeDocument',
} as const;

/** Which of them need words: the others take a note if there is one. */
export function needsText(action: DossierAction): boolean {
  return action === 'returnTransfer' || action === 'reopenDossier' || action === 'removeDocument';
}

/** The server calls the reopening of a dossier by its route's short name. */
export function allowedOf(dossier: Dossier): DossierAction[] {
  const allowed = dossier.allowedActions as readonly string[];
  return dossierActions.filter(
    (action) => allowed.includes(action) || (action === 'reopenDossier' && allowed.includes('reopen')),
  );
}

function bodyOf(action: DossierAction, text: string, document: string | undefined): unknown {
  if (action === 'returnTransfer')
    return {
      faults: text
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
    };
  if (action === 'reopenDossier') return { reason: text };
  if (action === 'removeDocument') return { document, reason: text };
  return text ? { note: text } : {};
}

export function actOnDossier(
  dossier: Tagged<Dossier>,
  action: DossierAction,
  text: string,
  document?: string,
): Promise<Tagged<Dossier>> {
  const params = { path: { id: dossier.value.id }, header: { 'If-Match': dossier.etag } };
  // One shape for all: the body was made for the path just above.
  const path = kPaths[action] as (typeof kPaths)['reopenDossier'];
  return takeTagged(api.POST(path, { params, body: bodyOf(action, text, document) as Schemas['Reason'] }));
}
