import { Input, QRCode } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { confirmSecondFactor, startSecondFactor } from '../../../api/account.ts';
import { refreshSession } from '../../../api/session.ts';
import { CopyField } from '../../../ui/CopyField.tsx';
import { Field } from '../../../ui/Field.tsx';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { ShowOnce } from '../../../ui/ShowOnce.tsx';
import css from './second-factor-dialog.module.css';
import { ProofDialog } from './ProofDialog.tsx';

type Step = { step: 'proof' } | { step: 'scan'; secret: string; uri: string } | { step: 'codes'; codes: string[] };

/** Password, then the picture for the authenticator app and a code of it, then the codes for the day the phone is gone. */
export function SecondFactorDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [at, setAt] = useState<Step>({ step: 'proof' });
  switch (at.step) {
    case 'proof':
      return (
        <ProofDialog
          title={t('account.factorAdd')}
          note={t('account.factorProof')}
          okText={t('account.next_step')}
          onProof={async (password) => setAt({ step: 'scan', ...(await startSecondFactor(password)) })}
          onClose={onClose}
        />
      );
    case 'scan':
      return (
        <ScanDialog
          secret={at.secret}
          uri={at.uri}
          onCodes={(codes) => setAt({ step: 'codes', codes })}
          onClose={onClose}
        />
      );
    case 'codes':
      // The account says that it asks for codes only after the next look at it; that would take this dialog's place.
      return (
        <ShowOnce
          title={t('account.recovery')}
          note={t('account.recovery_hint')}
          onClose={() => {
            void refreshSession();
            onClose();
          }}
        >
          <CopyField label={t('account.recovery')} value={at.codes.join(' ')} />
        </ShowOnce>
      );
  }
}

type ScanProps = { secret: string; uri: string; onCodes: (codes: string[]) => void; onClose: () => void };

function ScanDialog({ secret, uri, onCodes, onClose }: ScanProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const onSubmit = async () => {
    const digits = code.replace(/\s/g, '');
    if (!/^\d{6}$/.test(digits)) return t('account.needCode');
    onCodes(await confirmSecondFactor(digits));
    return undefined;
  };
  return (
    <FormDialog title={t('account.factorAdd')} okText={t('account.turnOn')} onSubmit={onSubmit} onClose={onClose}>
      <p>{t('account.scan')}</p>
      <div className={css['picture']}>
        {/* A scanner wants dark on light, whatever the page looks like. */}
        <QRCode aria-label={t('account.picture')} value={uri} type="svg" size={176} color="#000000" bgColor="#ffffff" />
      </div>
      <CopyField label={t('account.typeInstead')} value={secret} />
      <Field label={t('account.code')}>
        {(id) => (
          <Input
            id={id}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
            autoFocus
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
