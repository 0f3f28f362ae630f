// SPDX-License-Identifier: GPL-3.0-or-later
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { currentSession } from '@/api/session';
import { Loading } from '@/ui/States';
import { ErrorPane, NotFoundPane } from './ErrorPane';
import { placesFor } from './places';
import { Shell } from './Shell';

// Every list state lives in the URL (ux 2): reload, Back and a pasted link show what was seen. Unknown values
// fall away.
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
type Search<Names extends string> = { [Name in Names]?: string | undefined };
const texts =
  <Names extends string>(names: readonly Names[]) =>
  (given: Record<string, unknown>): Search<Names> =>
    Object.fromEntries(names.map((name) => [name, text(given[name])])) as Search<Names>;
const count = (value: unknown): number | undefined => {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : undefined;
};

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPane });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    const first = placesFor(currentSession().me?.roles ?? [])[0];
    throw redirect({ to: first?.path ?? '/hop-thu' });
  },
});
const inbox = createRoute({
  getParentRoute: () => root,
  path: '/hop-thu',
  validateSearch: texts(['view', 'id']),
  component: lazyRouteComponent(() => import('@/features/inbox/InboxScreen'), 'InboxScreen'),
});
const register = createRoute({
  getParentRoute: () => root,
  path: '/dang-ky',
  validateSearch: texts(['id']),
  component: lazyRouteComponent(() => import('@/features/register/RegisterScreen'), 'RegisterScreen'),
});
const uploads = createRoute({
  getParentRoute: () => root,
  path: '/nhap',
  component: lazyRouteComponent(() => import('@/features/upload/UploadScreen'), 'UploadScreen'),
});
const document = createRoute({
  getParentRoute: () => root,
  path: '/van-ban/$id',
  validateSearch: (given: Record<string, unknown>): Search<'tab' | 'list' | 'q'> & { page?: number | undefined } => ({
    ...texts(['tab', 'list', 'q'])(given),
    page: count(given.page),
  }),
  component: lazyRouteComponent(() => import('@/features/document/DocumentScreen'), 'DocumentScreen'),
});
const search = createRoute({
  getParentRoute: () => root,
  path: '/tim',
  validateSearch: texts(['q', 'marks', 'kind', 'issuer', 'year', 'state', 'dossier']),
  component: lazyRouteComponent(() => import('@/features/search/SearchScreen'), 'SearchScreen'),
});
const archive = createRoute({
  getParentRoute: () => root,
  path: '/ho-so',
  validateSearch: texts(['plan', 'entry', 'dossier', 'state']),
  component: lazyRouteComponent(() => import('@/features/archive/ArchiveScreen'), 'ArchiveScreen'),
});
const registers = createRoute({
  getParentRoute: () => root,
  path: '/so',
  validateSearch: texts(['register']),
  component: lazyRouteComponent(() => import('@/features/registers/RegistersScreen'), 'RegistersScreen'),
});
const admin = createRoute({
  getParentRoute: () => root,
  path: '/quan-tri',
  validateSearch: texts(['tab']),
  component: lazyRouteComponent(() => import('@/features/admin/AdminScreen'), 'AdminScreen'),
});

export const router = createRouter({
  routeTree: root.addChildren([home, inbox, register, uploads, document, search, archive, registers, admin]),
  defaultPendingComponent: Loading,
  defaultErrorComponent: ErrorPane,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
