import { Checkbox, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.ts';
import { useKeepView } from '../../api/saved-views.ts';
import type { SavedView } from '../../api/types.ts';
import css from '../../ui/action-dialog.module.css';
import { useFailureText } from '../../ui/use-failure-text.ts';
import { useMay } from '../../ui/use-may.ts';

const NAME_LENGTH_MAX = 40;

type Props = { search: string; views: SavedView[]; onClose: () => void };

/** Keeps the filters under a name. The name of a view that one may change puts the new filters in its place. */
export function SaveViewDialog({ search, views, onClose }: Props) {
  const { t } = useTranslation();
  const keep = useKeepView();
  const failureText = useFailureText();
  const mayShare = useMay('views:share');
  const [typed, setTyped] = useState('');
  const [shared, setShared] = useState(false);
  const nameId = useId();
  const name = typed.trim();
  const before = views.find((view) => view.name === name && view.mayChange);
  const onSave = () => {
    if (name === '') return;
    keep.mutate({ before, view: { name, search, shared } }, { onSuccess: onClose });
  };
  const isTaken = keep.error instanceof ApiError && keep.error.status === 409;
  return (
    <Modal
      open
      width={400}
      title={t('views.save')}
      okText={before ? t('views.replace') : t('views.keep')}
      okButtonProps={{ disabled: name === '', loading: keep.isPending }}
      cancelText={t('views.cancel')}
      closable={{ 'aria-label': t('views.cancel') }}
      onOk={onSave}
      onCancel={onClose}
    >
      <div className={css['body']}>
        <label htmlFor={nameId} className={css['label']}>
          {t('views.name')}
        </label>
        <Input
          id={nameId}
          autoFocus
          autoComplete="off"
          value={typed}
          maxLength={NAME_LENGTH_MAX}
          placeholder={t('views.example')}
          onChange={(event) => setTyped(event.target.value)}
          onPressEnter={onSave}
        />
        {mayShare && (
          <Checkbox checked={shared} onChange={({ target }) => setShared(target.checked)}>
            {t('views.share')}
          </Checkbox>
        )}
        {keep.isError && (
          <p role="alert" className={css['wrong']}>
            {isTaken ? t('views.taken') : failureText(keep.error)}
          </p>
        )}
      </div>
    </Modal>
  );
}
