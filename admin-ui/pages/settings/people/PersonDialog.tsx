import { useQueryClient } from '@tanstack/react-query';
import { Input, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../../api/api-error.ts';
import { invitePerson, updatePerson } from '../../../api/people.ts';
import type { PasswordLink, Person, Role } from '../../../api/types.ts';
import { Field } from '../../../ui/Field.tsx';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { useIdentity } from '../../../ui/use-identity.ts';
import { ShopsField } from '../ShopsField.tsx';
import css from './person-dialog.module.css';

const ROLES: readonly Role[] = ['front_desk', 'staff', 'accountant', 'admin', 'owner'];
const NAME_LENGTH_MAX = 60;
const EMAIL = /^[^\s@]+@[^\s@]+$/;

type Props = { person: Person | null; onClose: () => void; onInvited: (name: string, link: PasswordLink) => void };

/** Invites somebody, or changes what they may do. */
export function PersonDialog({ person, onClose, onInvited }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const me = useIdentity();
  // As it was when the dialog was opened: what others change meanwhile is not to be written over.
  const [opened] = useState(person);
  const [email, setEmail] = useState(person?.email ?? '');
  const [name, setName] = useState(person?.name ?? '');
  const [role, setRole] = useState<Role>(person?.role ?? 'front_desk');
  const [shopIds, setShopIds] = useState<string[]>(person?.shopIds ?? []);
  // Only an owner makes owners; the hub would refuse it.
  const roles = ROLES.filter((offered) => offered !== 'owner' || me?.role === 'owner');
  const onSubmit = async () => {
    if (!name.trim()) return t('people.needName');
    if (!EMAIL.test(email.trim())) return t('people.needEmail');
    const rights = { name: name.trim(), role, shopIds: role === 'owner' || shopIds.length === 0 ? null : shopIds };
    if (opened) {
      await updatePerson(queries, opened, rights);
      onClose();
    } else {
      onInvited(rights.name, await invitePerson(queries, { email: email.trim(), ...rights }));
    }
    return undefined;
  };
  const wordsFor = (error: unknown) => {
    if (!(error instanceof ApiError) || error.status !== 409) return undefined;
    return t(person ? 'people.lastOwner' : 'people.known');
  };
  return (
    <FormDialog
      title={person ? t('people.editTitle', { name: person.name }) : t('people.invite')}
      okText={person ? t('dialog.save') : t('people.makeLink')}
      onSubmit={onSubmit}
      onClose={onClose}
      wordsFor={wordsFor}
    >
      <Field label={t('people.name')}>
        {(id) => (
          <Input
            id={id}
            value={name}
            autoFocus
            autoComplete="off"
            maxLength={NAME_LENGTH_MAX}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {!person && (
        <Field label={t('people.email')} hint={t('people.email_hint')}>
          {(id, hintId) => (
            <Input
              id={id}
              aria-describedby={hintId}
              type="email"
              autoComplete="off"
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
      )}
      <Field label={t('people.role')}>
        {(id) => (
          <div id={id} role="group" aria-label={t('people.role')}>
            <Radio.Group
              className={css['roles'] ?? ''}
              value={role}
              onChange={(event) => setRole(event.target.value as Role)}
              options={roles.map((value) => ({
                value,
                label: (
                  <span className={css['role']}>
                    {t(`role.${value}`)}
                    <span className={css['hint']}>{t(`roleDoes.${value}`)}</span>
                  </span>
                ),
              }))}
            />
          </div>
        )}
      </Field>
      {role !== 'owner' && <ShopsField value={shopIds} onChange={setShopIds} />}
    </FormDialog>
  );
}
