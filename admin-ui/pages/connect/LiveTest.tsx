import { CheckCircleFilled } from '@ant-design/icons';
import { Button, Skeleton } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isAllWell } from '../../api/connections.ts';
import type { Shop } from '../../api/types.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { TestSteps } from '../../ui/TestSteps.tsx';
import { useShopTest } from '../../ui/use-shop-test.ts';
import { paths } from '../../util/path-builder.ts';
import css from './connect.module.css';
import { RepairLink } from '../shops/RepairLink.tsx';

/** Asks the platform once on arrival; what comes in by itself is ticked as it comes. */
export function LiveTest({ shop, onBack }: { shop: Shop; onBack: () => void }) {
  const { t } = useTranslation();
  const { test, asking, failure, ask } = useShopTest(shop.id);
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    void ask();
  }, [ask]);
  const failing = test?.steps.find(({ state }) => state === 'failed');
  const allWell = test !== undefined && isAllWell(test);
  return (
    <>
      <h2 className={css['title']}>
        {t('connect.testTitle')} · {shop.name}
      </h2>
      <p className={css['hint']} role="status">
        {asking ? t('connect.testing') : t('connect.testHint')}
      </p>
      <div className={css['result']}>{test ? <TestSteps test={test} /> : <Skeleton active />}</div>
      {failing?.repair === 'check_credentials' && <RepairLink shop={shop} repair="check_credentials" />}
      {failure && <FailureNote text={failure} />}
      {allWell && (
        <p className={css['well']} role="status">
          <CheckCircleFilled aria-hidden /> {t('connect.allWell')}
        </p>
      )}
      <footer className={css['foot']}>
        {!allWell && (
          <>
            <Button size="large" onClick={onBack}>
              {t('connect.back')}
            </Button>
            <Button size="large" loading={asking} onClick={() => void ask()}>
              {t('repairDo.retest')}
            </Button>
          </>
        )}
        {allWell ? (
          <>
            <Link className={css['quiet']} to={paths.shop(shop.id)}>
              {t('connect.finish')}
            </Link>
            <LinkButton to={paths.orders()}>{t('connect.toOrders')}</LinkButton>
          </>
        ) : (
          <Link className={css['quiet']} to={paths.shop(shop.id)}>
            {t('connect.later')}
          </Link>
        )}
      </footer>
    </>
  );
}
