import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isUnderWay, pauseRun, resumeRun } from '../../api/sync-runs.ts';
import type { SyncRun } from '../../api/types.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { ForbiddenButton } from '../../ui/ForbiddenButton.tsx';
import { useFailureText } from '../../ui/use-failure-text.ts';
import { useMay } from '../../ui/use-may.ts';
import css from './run-progress.module.css';
import { useDaysText } from './run-words.ts';

/** How far a run has come, and the way to pause it. */
export function RunProgress({ run }: { run: SyncRun }) {
  const { t } = useTranslation();
  const days = useDaysText();
  const percent = Math.round((run.daysDone / Math.max(1, run.days)) * 100);
  return (
    <div className={css['progress']} data-state={run.state}>
      <p className={css['line']}>
        <strong>
          {run.state === 'done' && <CheckCircleFilled aria-hidden />}
          {run.state === 'failed' && <CloseCircleFilled aria-hidden />}
          {t(`runState.${run.state}`)}
        </strong>
        <span>{days(run)}</span>
      </p>
      <div
        className={css['bar']}
        role="progressbar"
        aria-label={t('backFill.title')}
        aria-valuemin={0}
        aria-valuemax={run.days}
        aria-valuenow={run.daysDone}
        aria-valuetext={t('run.days', { done: run.daysDone, days: run.days })}
      >
        <span style={{ width: `${percent}%` }} />
      </div>
      <p className={css['line']}>
        <span className="tabular">{t('run.days', { done: run.daysDone, days: run.days })}</span>
        <span className="tabular">
          {t('run.checked', { count: run.checked })} · {t('run.differences', { count: run.differences })}
        </span>
      </p>
      {run.failure !== null && <FailureNote text={t('run.failure', { message: run.failure })} />}
      {isUnderWay(run) && <PauseButton key={run.state} run={run} />}
    </div>
  );
}

function PauseButton({ run }: { run: SyncRun }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const failure = useFailureText();
  const mayPause = useMay('sync:write');
  const [asked, setAsked] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const isPaused = run.state === 'paused';
  const label = t(isPaused ? 'run.resume' : 'run.pause');
  if (!mayPause) {
    return (
      <div>
        <ForbiddenButton label={label} action="pause" reason={t('timers.forbidden')} />
      </div>
    );
  }
  const onPress = async () => {
    setAsked(true);
    setRefusal(null);
    try {
      await (isPaused ? resumeRun(queries, run.id) : pauseRun(queries, run.id));
    } catch (error) {
      setAsked(false);
      setRefusal(failure(error));
    }
  };
  return (
    <div className={css['line']}>
      <Button disabled={asked} onClick={() => void onPress()}>
        {label}
      </Button>
      {asked && !isPaused && <span>{t('run.pausing')}</span>}
      {refusal && <FailureNote text={refusal} />}
    </div>
  );
}
