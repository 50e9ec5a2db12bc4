import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { dismissUnsent, unsentStore } from '../api/delayed-commands.ts';
import { paths } from '../util/path-builder.ts';
import { useStore } from '../util/store.ts';
import css from './unsent-note.module.css';

/** Presses of an earlier page that never went out and are too old, or somebody else's, to be sent now. They are told, not lost. */
export function UnsentNote() {
  const { t } = useTranslation();
  const unsent = useStore(unsentStore);
  if (unsent.length === 0) return null;
  return (
    <div className={css['note']} role="alert">
      <span>{t('undo.unsent')}</span>
      {unsent.map((ask) => (
        <Link key={ask.key} to={paths.order(ask.orderId)} className="tabular">
          {ask.number} {t(`action.${ask.action}`)}
        </Link>
      ))}
      <Button size="small" onClick={dismissUnsent}>
        {t('action.dismiss')}
      </Button>
    </div>
  );
}
