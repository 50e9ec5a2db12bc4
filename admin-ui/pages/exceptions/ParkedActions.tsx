import { CheckCircleFilled, LoadingOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { retryAndWatch, useRetry } from '../../api/parked-retries.ts';
import type { ParkedMessage } from '../../api/types.ts';
import { ForbiddenButton } from '../../ui/ForbiddenButton.tsx';
import { useFailureText } from '../../ui/use-failure-text.ts';
import { useMay } from '../../ui/use-may.ts';
import { announce } from '../../util/announce.ts';
import { paths } from '../../util/path-builder.ts';
import css from './parked-item.module.css';

type Props = { message: ParkedMessage; onOpen: () => void; onDismiss: () => void };

/** What can be done about a message, and how the last try went. */
export function ParkedActions({ message, onOpen, onDismiss }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const retry = useRetry(message.id);
  const mayRepair = useMay('messages:write');
  const note = useRetryNote(message);
  useEffect(() => {
    if (note) announce(note);
  }, [note]);
  if (retry?.step === 'gone') {
    return (
      <div className={css['actions']}>
        <span className={css['done']}>
          <CheckCircleFilled aria-hidden /> {t('exceptions.gone')}
        </span>
        {message.platformOrderId && (
          <Link className={css['link']} to={paths.ordersFound(message.platformOrderId)}>
            {t('exceptions.toOrder')}
          </Link>
        )}
      </div>
    );
  }
  const whyNoRetry = !mayRepair
    ? t('reason.role_not_allowed')
    : message.platformOrderId === null
      ? t('exceptions.noOrderToRetry')
      : null;
  return (
    <>
      <div className={css['actions']}>
        {whyNoRetry !== null ? (
          <ForbiddenButton label={t('exceptions.retry')} action="retry" reason={whyNoRetry} />
        ) : (
          <Button
            type="primary"
            disabled={retry?.step === 'sending'}
            icon={retry?.step === 'sending' ? <LoadingOutlined /> : null}
            onClick={() => void retryAndWatch(queries, message.id)}
          >
            {retry?.step === 'sending' ? t('exceptions.retrying') : t('exceptions.retry')}
          </Button>
        )}
        {mayRepair ? (
          <Button onClick={onDismiss}>{t('exceptions.dismiss')}</Button>
        ) : (
          <ForbiddenButton label={t('exceptions.dismiss')} action="dismiss" reason={t('reason.role_not_allowed')} />
        )}
        <Button type="text" onClick={onOpen}>
          {t('exceptions.raw')}
        </Button>
      </div>
      {note && <p className={css['note']}>{note}</p>}
    </>
  );
}

function useRetryNote(message: ParkedMessage): string | null {
  const { t } = useTranslation();
  const retry = useRetry(message.id);
  const failure = useFailureText();
  switch (retry?.step) {
    case 'back':
      return t('exceptions.back', { reason: t(`parkedReason.${message.reason}`) });
    case 'notFixed':
      return t(message.reason === 'unknown_shop' ? 'exceptions.notFixedShop' : 'exceptions.notFixed');
    case 'failed':
      // Somebody else has dealt with it meanwhile.
      return retry.error.status === 404 ? t('exceptions.alreadyGone') : failure(retry.error);
    case 'sending':
    case 'gone':
    case undefined:
      return null;
  }
}
