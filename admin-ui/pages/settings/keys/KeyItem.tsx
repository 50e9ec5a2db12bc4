import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { revokeKey } from '../../../api/keys.ts';
import type { ApiKey, NewApiKey } from '../../../api/types.ts';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { StateChip } from '../../../ui/StateChip.tsx';
import dialog from '../../../ui/action-dialog.module.css';
import { useMay } from '../../../ui/use-may.ts';
import { useClock } from '../../../util/clock.ts';
import { keyStanding } from '../../../util/key-standing.ts';
import css from './key-item.module.css';
import { RotateKeyDialog } from './RotateKeyDialog.tsx';
import { useScopesText } from './scope-words.ts';

/** One key: what it may do, until when, and when it was last used. */
export function KeyItem({ apiKey, onMade }: { apiKey: ApiKey; onMade: (key: NewApiKey) => void }) {
  const { t } = useTranslation();
  const scopes = useScopesText();
  const mayChange = useMay('keys:write');
  const word = useClock((nowMs) => keyStanding(apiKey, nowMs).word);
  const [asked, setAsked] = useState<'rotate' | 'revoke' | null>(null);
  const what = apiKey.scopes ? scopes(apiKey.scopes) : t('keys.asRole', { role: t(`role.${apiKey.role ?? 'owner'}`) });
  return (
    <li className={css['item']} aria-label={apiKey.name}>
      <div className={css['which']}>
        <span className={css['name']}>
          <strong>{apiKey.name}</strong>
          <StateChip tone={word === 'valid' ? 'good' : 'off'}>{t(`keyState.${word}`)}</StateChip>
          {apiKey.keyStart && <code>{apiKey.keyStart}…</code>}
        </span>
        <span className={css['soft']}>{what}</span>
      </div>
      <dl className={css['facts']}>
        <div>
          <dt>{t('keys.lastUsed')}</dt>
          <dd>{apiKey.lastUsedAt ? <Moment at={apiKey.lastUsedAt} /> : t('keys.neverUsed')}</dd>
        </div>
        <div>
          <dt>{t('keys.expires')}</dt>
          <dd>{apiKey.expiresAt ? <Moment at={apiKey.expiresAt} /> : t('keys.noEnd')}</dd>
        </div>
        {apiKey.oldAcceptedUntil && (
          <div>
            <dt>{t('keys.oldUntil')}</dt>
            <dd>
              <Moment at={apiKey.oldAcceptedUntil} />
            </dd>
          </div>
        )}
      </dl>
      {mayChange && word === 'valid' && (
        <div className={css['actions']}>
          <Button onClick={() => setAsked('rotate')}>{t('keys.rotate')}</Button>
          <Button onClick={() => setAsked('revoke')}>{t('keys.revoke')}</Button>
        </div>
      )}
      {asked === 'rotate' && <RotateKeyDialog apiKey={apiKey} onClose={() => setAsked(null)} onMade={onMade} />}
      {asked === 'revoke' && <RevokeDialog apiKey={apiKey} onClose={() => setAsked(null)} />}
    </li>
  );
}

function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const onSubmit = async () => {
    await revokeKey(queries, apiKey.id);
    onClose();
    return undefined;
  };
  return (
    <FormDialog
      title={t('keys.revokeTitle', { name: apiKey.name })}
      okText={t('keys.revoke')}
      danger
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <p className={dialog['consequence']}>{t('keys.revoke_hint')}</p>
    </FormDialog>
  );
}
