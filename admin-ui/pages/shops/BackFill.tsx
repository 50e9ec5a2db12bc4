import { useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import type { SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isUnderWay, startBackFill, useSyncRuns } from '../../api/sync-runs.ts';
import { merchantTimeZone } from '../../api/session.ts';
import type { Shop } from '../../api/types.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { ForbiddenButton } from '../../ui/ForbiddenButton.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useFailureText } from '../../ui/use-failure-text.ts';
import { useMay } from '../../ui/use-may.ts';
import { BACK_FILL_DAYS_MAX, countDays, daysProblem } from '../../util/back-fill-days.ts';
import { hubNow } from '../../util/clock.ts';
import { addDays, dayOf } from '../../util/zone-day.ts';
import css from './back-fill.module.css';
import { RunProgress } from './RunProgress.tsx';

const SPANS = { today: [0, 0], yesterday: [-1, -1], week: [-6, 0], month: [-29, 0] } as const;
const SPAN_NAMES = ['today', 'yesterday', 'week', 'month'] as const;

/** Fetches the orders of past days from the platform; a shop has one such run at a time. */
export function BackFill({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const runs = useSyncRuns(shop.id);
  const backFills = runs.data?.filter(({ kind }) => kind === 'backfill') ?? [];
  const underWay = backFills.find(isUnderWay);
  const [startedId, setStartedId] = useState<string | null>(null);
  const shown = underWay ?? backFills.find(({ id }) => id === startedId);
  return (
    <Panel title={t('backFill.title')}>
      <div className={css['body']}>
        <p className={css['hint']}>{t('backFill.hint', { max: BACK_FILL_DAYS_MAX })}</p>
        {shown && <RunProgress run={shown} />}
        {!underWay && <BackFillForm shopId={shop.id} onStarted={setStartedId} />}
      </div>
    </Panel>
  );
}

function BackFillForm({ shopId, onStarted }: { shopId: string; onStarted: (runId: string) => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const failure = useFailureText();
  const mayStart = useMay('sync:write');
  const today = dayOf(hubNow(), merchantTimeZone());
  const [fromDay, setFromDay] = useState(today);
  const [toDay, setToDay] = useState(today);
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const fromId = useId();
  const toId = useId();
  const problem = daysProblem(fromDay, toDay, today);
  const onSubmit = async () => {
    setSending(true);
    setRefusal(null);
    try {
      onStarted((await startBackFill(queries, { shopId, fromDay, toDay })).id);
    } catch (error) {
      setRefusal(failure(error));
    } finally {
      setSending(false);
    }
  };
  return (
    <form
      className={css['form']}
      noValidate
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault();
        if (!problem && mayStart && !sending) void onSubmit();
      }}
    >
      <div className={css['spans']}>
        {SPAN_NAMES.map((name) => (
          <Button
            key={name}
            size="small"
            onClick={() => {
              setFromDay(addDays(today, SPANS[name][0]));
              setToDay(addDays(today, SPANS[name][1]));
            }}
          >
            {t(`backFill.span_${name}`)}
          </Button>
        ))}
      </div>
      <div className={css['days']}>
        <label htmlFor={fromId}>{t('filter.fromDay')}</label>
        <Input
          id={fromId}
          type="date"
          max={toDay}
          value={fromDay}
          onChange={(event) => setFromDay(event.target.value)}
        />
        <label htmlFor={toId}>{t('filter.toDay')}</label>
        <Input
          id={toId}
          type="date"
          min={fromDay}
          max={today}
          value={toDay}
          onChange={(event) => setToDay(event.target.value)}
        />
      </div>
      {problem && <p className={css['wrong']}>{t(`backFill.${problem}`, { max: BACK_FILL_DAYS_MAX })}</p>}
      {refusal && <FailureNote text={refusal} />}
      <div className={css['foot']}>
        {mayStart ? (
          <Button type="primary" htmlType="submit" loading={sending} disabled={problem !== null}>
            {t('backFill.start')}
          </Button>
        ) : (
          <ForbiddenButton label={t('backFill.start')} action="start" reason={t('timers.forbidden')} />
        )}
        <span className={css['hint']}>
          {mayStart
            ? problem === null && t('backFill.days', { count: countDays(fromDay, toDay) ?? 0 })
            : t('timers.forbidden')}
        </span>
      </div>
    </form>
  );
}
