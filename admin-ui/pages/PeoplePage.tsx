import { TeamOutlined, UserAddOutlined } from '@ant-design/icons';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePeople } from '../api/people.ts';
import type { PasswordLink, Person } from '../api/types.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { useMay } from '../ui/use-may.ts';
import { LinkDialog } from './settings/people/LinkDialog.tsx';
import { PersonDialog } from './settings/people/PersonDialog.tsx';
import { PersonItem } from './settings/people/PersonItem.tsx';
import css from './settings/settings-list.module.css';

type Asked = { step: 'invite' } | { step: 'edit'; person: Person } | { step: 'link'; name: string; link: PasswordLink };

/** Who works here, and what each of them may do. */
export function PeoplePage() {
  const { t } = useTranslation();
  const query = usePeople();
  const mayChange = useMay('people:write');
  const [asked, setAsked] = useState<Asked | null>(null);
  const people = query.data ?? [];
  const showLink = (name: string, link: PasswordLink) => setAsked({ step: 'link', name, link });
  return (
    <>
      <PageHead title={t('people.title')} hint={t('people.hint')}>
        {mayChange && (
          <Button type="primary" icon={<UserAddOutlined aria-hidden />} onClick={() => setAsked({ step: 'invite' })}>
            {t('people.invite')}
          </Button>
        )}
      </PageHead>
      {query.isPending && (
        <div className={css['skeleton']} aria-busy>
          <Skeleton active paragraph={{ rows: 4 }} />
        </div>
      )}
      {query.isError && people.length === 0 && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && people.length === 0 && (
        <EmptyState icon={<TeamOutlined />} title={t('people.none')} hint={t('people.hint')} />
      )}
      {people.length > 0 && (
        <ul className={css['list']} aria-label={t('people.title')}>
          {people.map((person) => (
            <PersonItem
              key={person.id}
              person={person}
              onEdit={() => setAsked({ step: 'edit', person })}
              onLink={(link) => showLink(person.name, link)}
            />
          ))}
        </ul>
      )}
      {asked?.step === 'invite' && <PersonDialog person={null} onClose={() => setAsked(null)} onInvited={showLink} />}
      {asked?.step === 'edit' && (
        <PersonDialog person={asked.person} onClose={() => setAsked(null)} onInvited={showLink} />
      )}
      {asked?.step === 'link' && <LinkDialog name={asked.name} link={asked.link} onClose={() => setAsked(null)} />}
    </>
  );
}
