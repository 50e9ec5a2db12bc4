import { CheckCircleFilled } from '@ant-design/icons';
import { Modal, Radio, Skeleton } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlatforms } from '../../api/connections.ts';
import type { Connection, Shop } from '../../api/types.ts';
import dialog from '../../ui/action-dialog.module.css';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { SetupFields } from '../../ui/SetupFields.tsx';
import { TestSteps } from '../../ui/TestSteps.tsx';
import css from './manage-shop.module.css';
import type { Overlap } from './use-rotation.ts';
import { OVERLAPS, useRotation } from './use-rotation.ts';

type Props = { shop: Shop; connection: Connection; onClose: () => void };

/** New credentials for the account of a shop, without one push refused, and at once whether the platform takes them. */
export function RotateDialog({ shop, connection, onClose }: Props) {
  const { t } = useTranslation();
  const platforms = usePlatforms();
  const fields = platforms.data?.items.find(({ platform }) => platform === connection.platform)?.setup.fields ?? [];
  const rotation = useRotation(shop, connection, fields);
  const isDone = rotation.until !== null;
  const credentials = rotation.test?.steps.find(({ step }) => step === 'credentials');
  return (
    <Modal
      open
      width={560}
      title={t('rotate.title', { name: connection.name })}
      okText={t('rotate.confirm')}
      okButtonProps={{ loading: rotation.sending, ...(isDone && { style: { display: 'none' } }) }}
      cancelText={t(isDone ? 'rotate.close' : 'manage.keep')}
      closable={{ 'aria-label': t('rotate.close') }}
      onOk={() => void rotation.submit()}
      onCancel={onClose}
    >
      {rotation.until === null ? (
        <div className={dialog['body']}>
          <p className={dialog['consequence']} data-tone="plain">
            {t('rotate.how')}
          </p>
          <p className={css['hint']}>{t('rotate.onlyChanged')}</p>
          {platforms.data ? (
            <SetupFields
              fields={fields}
              values={rotation.values}
              problems={rotation.problems}
              onChange={rotation.change}
            />
          ) : (
            <Skeleton active />
          )}
          <OverlapChoice value={rotation.overlap} onChange={rotation.setOverlap} />
          {rotation.failure && <FailureNote text={rotation.failure} />}
        </div>
      ) : (
        <div className={dialog['body']}>
          <p className={css['done']} role="status">
            <CheckCircleFilled aria-hidden /> {t('rotate.done')} <Moment at={rotation.until} />
          </p>
          {credentials?.state === 'failed' && <FailureNote text={t('rotate.failed')} />}
          {rotation.test ? <TestSteps test={rotation.test} /> : <Skeleton active />}
        </div>
      )}
    </Modal>
  );
}

function OverlapChoice({ value, onChange }: { value: Overlap; onChange: (overlap: Overlap) => void }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <>
      <span id={id} className={dialog['label']}>
        {t('rotate.overlap')}
      </span>
      <Radio.Group
        aria-labelledby={id}
        className={dialog['reasons'] ?? ''}
        value={value}
        onChange={(event) => onChange(event.target.value as Overlap)}
        options={OVERLAPS.map((overlap) => ({ value: overlap, label: t(`rotate.overlap_${overlap}`) }))}
      />
      {value === 'none' && <p className={css['hint']}>{t('rotate.overlapNone_hint')}</p>}
    </>
  );
}
