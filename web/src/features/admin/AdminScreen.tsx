// SPDX-License-Identifier: GPL-3.0-or-later
import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Health } from './Health';
import { Users } from './Users';

const route = getRouteApi('/quan-tri');
const kTabs = ['health', 'users'] as const;

/** 3.10: how the system does and who may sign in; contents are not read here. */
export function AdminScreen() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tab = kTabs.find((one) => one === search.tab) ?? 'health';
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>{t('nav.admin')}</h1>
      </div>
      <div className="screen-body">
        <Tabs
          value={tab}
          onChange={(next) => void navigate({ search: { tab: next ?? undefined }, replace: true })}
          keepMounted={false}
        >
          <Tabs.List aria-label={t('nav.admin')}>
            {kTabs.map((one) => (
              <Tabs.Tab key={one} value={one}>
                {t(`admin.${one}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="health" pt="md">
            <Health />
          </Tabs.Panel>
          <Tabs.Panel value="users" pt="md">
            <Users />
          </Tabs.Panel>
        </Tabs>
      </div>
    </div>
  );
}
