import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, MinusCircleOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import type { ShopTest } from '../api/types.ts';
import { Moment } from './Moment.tsx';
import css from './test-steps.module.css';

const ICONS = {
  ok: <CheckCircleFilled aria-hidden />,
  failed: <CloseCircleFilled aria-hidden />,
  waiting: <ClockCircleOutlined aria-hidden />,
  unknown: <MinusCircleOutlined aria-hidden />,
};

/** A tick for each thing that has to be well, and for what is not: why, and what to do. */
export function TestSteps({ test }: { test: ShopTest }) {
  const { t } = useTranslation();
  const failed = test.steps.some(({ state }) => state === 'failed');
  return (
    <>
      <ul className={css['steps']} aria-label={t('test.label')} aria-live="polite">
        {test.steps.map((step) => (
          <Step key={step.step} step={step} />
        ))}
      </ul>
      {failed && test.platformWords !== null && (
        <p className={css['words']}>{t('test.words', { words: test.platformWords })}</p>
      )}
    </>
  );
}

function Step({ step: { step, state, cause, repair, found } }: { step: ShopTest['steps'][number] }) {
  const { t } = useTranslation();
  return (
    <li className={css['step']} data-state={state} aria-label={`${t(`test.${step}`)}: ${t(`test.state_${state}`)}`}>
      <span className={css['icon']}>{ICONS[state]}</span>
      <div>
        <strong>{t(`test.${step}`)}</strong>
        <span className="visually-hidden"> {t(`test.state_${state}`)}</span>
        {found !== null && <Found step={step} found={found} />}
        {cause !== null && (
          <p className={css['why']}>
            {t(`lightCause.${cause}`, { count: 0 })} {t(`repair.${repair}`)}
          </p>
        )}
      </div>
    </li>
  );
}

type FoundProps = { step: ShopTest['steps'][number]['step']; found: string };

function Found({ step, found }: FoundProps) {
  const { t } = useTranslation();
  switch (step) {
    case 'shop':
      return <p className={css['found']}>{t('test.found_shop', { name: found })}</p>;
    case 'order':
      return <p className={css['found']}>{t('test.found_order', { number: found })}</p>;
    case 'token':
    case 'push':
      return (
        <p className={css['found']}>
          {t(`test.found_${step}`)} <Moment at={found} />
        </p>
      );
    case 'credentials':
      return null;
  }
}
