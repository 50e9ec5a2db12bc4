import { CheckOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import css from './connect-steps.module.css';

const STEPS = ['platform', 'account', 'shop', 'callbacks', 'test'] as const;
export type ConnectStep = (typeof STEPS)[number];

/** Where one is on the way, and what is still to come. */
export function ConnectSteps({ current, pastes }: { current: ConnectStep; pastes: boolean }) {
  const { t } = useTranslation();
  const steps: readonly ConnectStep[] = pastes ? STEPS : STEPS.filter((step) => step !== 'callbacks');
  const at = steps.indexOf(current);
  return (
    <>
      <p className={css['count']}>
        {t('connect.stepOf', { step: at + 1, steps: steps.length })} · <strong>{t(`connect.step_${current}`)}</strong>
      </p>
      <ol className={css['steps']} aria-label={t('connect.steps')}>
        {steps.map((step, index) => (
          <li
            key={step}
            data-state={index < at ? 'done' : index === at ? 'now' : 'later'}
            aria-current={index === at ? 'step' : undefined}
          >
            <span className={css['mark']} aria-hidden>
              {index < at ? <CheckOutlined /> : index + 1}
            </span>
            <span>{t(`connect.step_${step}`)}</span>
            {index < at && <span className="visually-hidden">{t('connect.stepDone')}</span>}
          </li>
        ))}
      </ol>
    </>
  );
}
