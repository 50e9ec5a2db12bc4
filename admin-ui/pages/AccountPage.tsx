import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { logOutEverywhere, removeSecondFactor } from '../api/account.ts';
import { FailureNote } from '../ui/FailureNote.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { Panel } from '../ui/Panel.tsx';
import { StateChip } from '../ui/StateChip.tsx';
import { useAct } from '../ui/use-act.ts';
import { useIdentity } from '../ui/use-identity.ts';
import css from './account-page.module.css';
import { PasswordForm } from './settings/account/PasswordForm.tsx';
import { ProofDialog } from './settings/account/ProofDialog.tsx';
import { SecondFactorDialog } from './settings/account/SecondFactorDialog.tsx';

/** The own account: how it is entered, and from where it is in use. */
export function AccountPage() {
  const { t } = useTranslation();
  const me = useIdentity();
  const { running, problem, act } = useAct();
  const [asked, setAsked] = useState<'add' | 'remove' | null>(null);
  if (!me) return null;
  return (
    <>
      <PageHead title={t('account.title')} hint={`${me.name} · ${me.email ?? ''} · ${t(`role.${me.role}`)}`} />
      <div className={css['panels']}>
        <Panel title={t('account.password')}>
          <PasswordForm />
        </Panel>
        <div className={css['panels']}>
          <Panel
            title={t('account.factor')}
            aside={
              <StateChip tone={me.secondFactor ? 'good' : 'off'}>
                {t(me.secondFactor ? 'account.factorOn' : 'account.factorOff')}
              </StateChip>
            }
          >
            <p className={css['words']}>{t('account.factor_hint')}</p>
            <Button
              type={me.secondFactor ? 'default' : 'primary'}
              onClick={() => setAsked(me.secondFactor ? 'remove' : 'add')}
            >
              {t(me.secondFactor ? 'account.factorRemove' : 'account.factorAdd')}
            </Button>
          </Panel>
          <Panel title={t('account.devices')}>
            <p className={css['words']}>{t('account.devices_hint')}</p>
            <Button loading={running !== null} onClick={() => act('out', logOutEverywhere)}>
              {t('account.outEverywhere')}
            </Button>
            {problem && <FailureNote text={problem} />}
          </Panel>
        </div>
      </div>
      {asked === 'add' && <SecondFactorDialog onClose={() => setAsked(null)} />}
      {asked === 'remove' && (
        <ProofDialog
          title={t('account.factorRemove')}
          note={t('account.factorRemove_hint')}
          okText={t('account.factorRemove')}
          onProof={async (password) => {
            await removeSecondFactor(password);
            setAsked(null);
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
