import { Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Shop } from '../../api/types.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { ForbiddenButton } from '../../ui/ForbiddenButton.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TestSteps } from '../../ui/TestSteps.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useShopTest } from '../../ui/use-shop-test.ts';
import css from './manage-shop.module.css';

/** Whether all is well right now, asked of the platform by whoever wonders. */
export function ConnectionTest({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const mayTest = useMay('shops:write');
  const { test, asking, failure, ask } = useShopTest(shop.id);
  return (
    <Panel
      title={t('test.title')}
      aside={
        test?.testedAt ? (
          <span>
            {t('test.lastTest')} <Moment at={test.testedAt} />
          </span>
        ) : null
      }
    >
      <div className={css['body']}>
        <div>{test ? <TestSteps test={test} /> : <Skeleton active />}</div>
        {failure && <FailureNote text={failure} />}
        <div className={css['foot']}>
          {mayTest ? (
            <Button loading={asking} onClick={() => void ask()}>
              {t('repairDo.retest')}
            </Button>
          ) : (
            <ForbiddenButton label={t('repairDo.retest')} action="test" reason={t('timers.forbidden')} />
          )}
        </div>
      </div>
    </Panel>
  );
}
