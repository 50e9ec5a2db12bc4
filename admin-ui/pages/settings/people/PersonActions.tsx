import { useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  createPasswordLink,
  disablePerson,
  enablePerson,
  logOutPerson,
  removePersonFactor,
} from '../../../api/people.ts';
import type { PasswordLink, Person } from '../../../api/types.ts';
import { FailureNote } from '../../../ui/FailureNote.tsx';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import dialog from '../../../ui/action-dialog.module.css';
import { useAct } from '../../../ui/use-act.ts';
import { announce } from '../../../util/announce.ts';
import css from './person-item.module.css';

type Deed = 'link' | 'logOut' | 'removeFactor' | 'disable' | 'enable';

type Props = { person: Person; onEdit: () => void; onLink: (link: PasswordLink) => void };

/** What can be done about a colleague. What shuts somebody out asks once. */
export function PersonActions({ person, onEdit, onLink }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { running, problem, act } = useAct();
  const [asked, setAsked] = useState<'disable' | 'removeFactor' | null>(null);
  const deeds: Deed[] = [
    ...(person.state === 'disabled' ? [] : (['link'] as const)),
    ...(person.state === 'active' ? (['logOut'] as const) : []),
    ...(person.secondFactor ? (['removeFactor'] as const) : []),
    person.state === 'disabled' ? 'enable' : 'disable',
  ];
  const onDeed = (deed: Deed) => {
    switch (deed) {
      case 'link':
        return act(deed, async () => onLink(await createPasswordLink(queries, person.id)));
      case 'logOut':
        return act(deed, async () => {
          await logOutPerson(person.id);
          announce(t('people.loggedOut'));
        });
      case 'enable':
        return act(deed, () => enablePerson(queries, person.id));
      case 'disable':
      case 'removeFactor':
        return setAsked(deed);
    }
  };
  const onSubmit = async () => {
    await (asked === 'disable' ? disablePerson : removePersonFactor)(queries, person.id);
    setAsked(null);
    return undefined;
  };
  return (
    <>
      <div className={css['actions']}>
        <Button onClick={onEdit}>{t('people.edit')}</Button>
        <Dropdown
          trigger={['click']}
          menu={{
            items: deeds.map((key) => ({ key, label: key === 'link' ? t(linkWord(person)) : t(`people.do_${key}`) })),
            onClick: ({ key }) => onDeed(key as Deed),
          }}
        >
          <Button loading={running !== null} aria-label={`${t('people.more')}：${person.name}`}>
            {t('people.more')}
          </Button>
        </Dropdown>
      </div>
      {problem && (
        <div className={css['problem']}>
          <FailureNote text={problem} />
        </div>
      )}
      {asked && (
        <FormDialog
          title={t(`people.ask_${asked}`, { name: person.name })}
          okText={t(`people.do_${asked}`)}
          danger
          onSubmit={onSubmit}
          onClose={() => setAsked(null)}
        >
          <p className={dialog['consequence']}>{t(`people.then_${asked}`)}</p>
        </FormDialog>
      )}
    </>
  );
}

function linkWord(person: Person) {
  return person.state === 'invited' ? ('people.do_inviteAgain' as const) : ('people.do_reset' as const);
}
