import { DisconnectOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import css from './states.module.css';

/** Says that something could not be loaded, with a way to try again and the id under which the hub logged it. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const problem = error instanceof ApiError ? error.problem : null;
  const status = error instanceof ApiError ? error.status : 500;
  const hint = status === 0 ? t('error.offline') : status === 403 ? t('error.forbidden') : t('error.server');
  return (
    <div className={css['state']} role="alert">
      <span className={css['icon']} aria-hidden>
        <DisconnectOutlined />
      </span>
      <h2 className={css['title']}>{t('error.title')}</h2>
      <p className={css['hint']}>{hint}</p>
      <Button type="primary" onClick={onRetry}>
        {t('error.retry')}
      </Button>
      {problem?.requestId && <p className={css['reference']}>{t('error.requestId', { id: problem.requestId })}</p>}
    </div>
  );
}
