// SPDX-License-Identifier: GPL-3.0-or-later
import { Button, PasswordInput } from '@mantine/core';
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '@/api/client';
import { toast } from '@/ui/announce';
import { ProblemBox } from '@/ui/ProblemBox';
import { Sheet } from '@/ui/Sheet';
import { Loaded } from '@/ui/States';

type User = Schemas['User'];

const usersQuery = queryOptions({
  queryKey: ['admin', 'users'],
  queryFn: ({ signal }) => take(api.GET('/v1/admin/users', { signal })),
});

/** Accounts with their positions; a new password is the one thing set here, the rest is done by the command line. */
export function Users() {
  const { t } = useTranslation();
  const users = useQuery(usersQuery);
  const [changing, setChanging] = useState<User | null>(null);
  return (
    <>
      <Loaded query={users} heading={t('admin.usersFailed')}>
        {(data) => (
          <div style={{ overflow: 'auto' }} tabIndex={0} role="region" aria-label={t('admin.users')}>
            <table className="admin-users" style={{ borderCollapse: 'collapse', width: '100%', textAlign: 'left' }}>
              <thead>
                <tr>
                  <th scope="col">{t('auth.user')}</th>
                  <th scope="col">{t('admin.name')}</th>
                  <th scope="col">{t('admin.positions')}</th>
                  <th scope="col">{t('admin.act')}</th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((user) => (
                  <tr key={user.id} style={{ borderTop: '1px solid var(--line)' }}>
                    <td>{user.userName}</td>
                    <td>
                      {user.name} {user.closed ? <span className="caption">({t('admin.closed')})</span> : null}
                    </td>
                    <td>
                      {user.positions
                        .map(
                          (position) =>
                            `${position.title} (${t(`role.${position.role}`, { defaultValue: position.role })})`,
                        )
                        .join('; ')}
                    </td>
                    <td style={{ padding: '4px 0' }}>
                      <Button
                        onClick={() => setChanging(user)}
                        aria-label={t('admin.passwordOf', { name: user.userName })}
                      >
                        {t('admin.password')}
                      </Button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
      {changing ? <PasswordSheet user={changing} onClose={() => setChanging(null)} /> : null}
    </>
  );
}

function PasswordSheet({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const set = useMutation({
    mutationFn: () =>
      take(api.PUT('/v1/admin/users/{id}/password', { params: { path: { id: user.id } }, body: { password } })),
    onSuccess: () => {
      toast(t('admin.passwordSet', { name: user.userName }));
      onClose();
    },
  });
  return (
    <Sheet
      opened
      onClose={onClose}
      title={t('admin.passwordOf', { name: user.userName })}
      commands={[{ id: 'form.submit', run: () => set.mutate() }]}
    >
      <form style={{ display: 'grid', gap: 16 }} onSubmit={(event) => event.preventDefault()}>
        {set.isError ? <ProblemBox error={set.error} /> : null}
        <PasswordInput
          label={t('admin.newPassword')}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('auth.showPassword'), 'aria-hidden': false, tabIndex: 0 }}
        />
        <Button variant="filled" onClick={() => set.mutate()} aria-disabled={password === '' || set.isPending}>
          {t('admin.passwordSave')}
        </Button>
      </form>
    </Sheet>
  );
}
