import { useQueryClient } from '@tanstack/react-query';
import { Button, Switch } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { changeShop, useConnections } from '../../api/connections.ts';
import type { Shop } from '../../api/types.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { ForbiddenButton } from '../../ui/ForbiddenButton.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useFailureText } from '../../ui/use-failure-text.ts';
import { useMay } from '../../ui/use-may.ts';
import { AccountFacts } from './AccountFacts.tsx';
import css from './manage-shop.module.css';
import { RemoveDialog } from './RemoveDialog.tsx';
import { RenameShop } from './RenameShop.tsx';
import { RotateDialog } from './RotateDialog.tsx';

const DIALOG = 'do';

/** Name, pause, credentials and the way out. */
export function ManageShop({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const mayChange = useMay('shops:write');
  const [params, setParams] = useSearchParams();
  const connections = useConnections(mayChange);
  const connection = connections.data?.find(({ id }) => id === shop.connectionId);
  const open = (what: 'rotate' | 'remove' | null) => setParams(what ? { [DIALOG]: what } : {}, { replace: true });
  const asked = mayChange ? params.get(DIALOG) : null;
  return (
    <Panel title={t('manage.title')}>
      <div className={css['body']}>
        <RenameShop key={shop.name} shop={shop} mayChange={mayChange} />
        <PauseSwitch shop={shop} mayChange={mayChange} />
        {connection && !shop.keptHere && <AccountFacts connection={connection} />}
        <div className={css['foot']}>
          {mayChange ? (
            <>
              {!shop.keptHere && <Button onClick={() => open('rotate')}>{t('manage.rotate')}</Button>}
              <Button type="text" className={css['remove'] ?? ''} onClick={() => open('remove')}>
                {t('manage.remove')}
              </Button>
            </>
          ) : (
            <>
              <ForbiddenButton label={t('manage.rotate')} action="rotate" reason={t('timers.forbidden')} />
              <span className={css['hint']}>{t('timers.forbidden')}</span>
            </>
          )}
        </div>
      </div>
      {asked === 'rotate' && connection && (
        <RotateDialog shop={shop} connection={connection} onClose={() => open(null)} />
      )}
      {asked === 'remove' && <RemoveDialog shop={shop} onClose={() => open(null)} />}
    </Panel>
  );
}

/** Undone by pressing it again, so nothing is asked. */
function PauseSwitch({ shop, mayChange }: { shop: Shop; mayChange: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const failureText = useFailureText();
  const id = useId();
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const onChange = async (paused: boolean) => {
    setSending(true);
    setFailure(null);
    try {
      await changeShop(queries, shop.id, { paused });
    } catch (error) {
      setFailure(failureText(error));
    } finally {
      setSending(false);
    }
  };
  return (
    <div>
      <div className={css['switch']}>
        <label htmlFor={id}>{t('manage.pause')}</label>
        <Switch
          id={id}
          checked={shop.pausedAt !== null}
          loading={sending}
          disabled={!mayChange}
          onChange={(paused) => void onChange(paused)}
        />
      </div>
      <p className={css['hint']}>{t(shop.keptHere ? 'counter.pause_hint' : 'manage.pause_hint')}</p>
      {failure && <FailureNote text={failure} />}
    </div>
  );
}
