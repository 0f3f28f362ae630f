// SPDX-License-Identifier: GPL-3.0-or-later
import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api, takeTagged, type Schemas, type Tagged } from '@/api/client';
import type { Incoming } from './queries';

/** Commands of an incoming document that have a body of their own, by name, which is also their path. */
export interface ActionBodies {
  submitToLeader: Schemas['SubmitToLeader'];
  giveDirection: Schemas['GiveDirection'];
  acknowledgeDelivery: undefined;
  assignHandler: Schemas['AssignHandler'];
  recordProgress: Schemas['ProgressText'];
  returnForReassignment: Schemas['Reason'];
  finishCoordination: Schemas['FinishCoordination'];
  completeHandling: Schemas['CompleteHandling'];
  reopenHandling: Schemas['Reason'];
  fileIntoDossier: Schemas['FileIntoDossier'];
  proposeVoid: Schemas['Reason'];
  approveVoid: undefined;
  rejectVoid: Schemas['Reason'];
  refuseArrival: Schemas['Reason'];
  correctRegistration: Schemas['CorrectRegistration'];
}
export type ActionName = keyof ActionBodies;

/** What is asked of a person before a command is sent; in this order the buttons stand. */
export const actionNames = [
  'submitToLeader',
  'giveDirection',
  'assignHandler',
  'acknowledgeDelivery',
  'completeHandling',
  'finishCoordination',
  'recordProgress',
  'returnForReassignment',
  'fileIntoDossier',
  'reopenHandling',
  'correctRegistration',
  'proposeVoid',
  'approveVoid',
  'rejectVoid',
  'refuseArrival',
] as const satisfies readonly ActionName[];

export function actionsOf(document: Incoming): ActionName[] {
  const allowed = document.allowedActions as readonly string[];
  return actionNames.filter((name) => allowed.includes(name));
}

export async function act<Name extends ActionName>(
  document: Tagged<Incoming>,
  name: Name,
  body: ActionBodies[Name],
): Promise<Tagged<Incoming>> {
  const id = document.value.id;
  const params = { path: { id }, header: { 'If-Match': document.etag } };
  if (name === 'correctRegistration') {
    return takeTagged(api.PATCH('/v1/incoming/{id}', { params, body: body as Schemas['CorrectRegistration'] }));
  }
  // One shape for all: the path is the command's name, the body was typed by ActionBodies.
  const path = `/v1/incoming/{id}/${name}` as '/v1/incoming/{id}/recordProgress';
  return takeTagged(api.POST(path, { params, body: body as Schemas['ProgressText'] }));
}

/** What a command makes stale besides the document itself; the stream says the same to the other tabs. */
export function afterAct(client: QueryClient, id: string, answer?: Tagged<Incoming>): void {
  if (answer) client.setQueryData([`incoming/${id}`], answer);
  else void client.invalidateQueries({ queryKey: [`incoming/${id}`], exact: true });
  void client.invalidateQueries({ queryKey: [`incoming/${id}`, 'history'] });
  for (const key of ['inbox', 'inbox/counts', 'dossiers', 'registers', 'search']) {
    void client.invalidateQueries({
      predicate: (query) => String(query.queryKey[0]).split('/')[0] === key.split('/')[0],
    });
  }
}

export function useAct<Name extends ActionName>(document: Tagged<Incoming>, name: Name) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ActionBodies[Name]) => act(document, name, body),
    onSuccess: (answer) => afterAct(client, document.value.id, answer),
  });
}
