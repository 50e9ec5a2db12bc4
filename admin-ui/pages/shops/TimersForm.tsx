import { CheckCircleFilled } from '@ant-design/icons';
import { Button, Radio } from 'antd';
import type { SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { EditedShop } from '../../api/shop-timers.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { ForbiddenButton } from '../../ui/ForbiddenButton.tsx';
import { useMay } from '../../ui/use-may.ts';
import { DurationField } from './DurationField.tsx';
import { OptionalDuration } from './OptionalDuration.tsx';
import { useDurationText } from './shop-words.ts';
import css from './timers-form.module.css';
import { useTimersDraft } from './use-timers-draft.ts';

const ENDS = ['remind', 'accept', 'reject'] as const;

type Props = { initial: EditedShop; keptHere: boolean; onSaved: () => void };

/** Edits a shop's deadlines, in minutes and hours, and says what each of them will do. */
export function TimersForm({ initial, keptHere, onSaved }: Props) {
  const { t } = useTranslation();
  const mayChange = useMay('shops:write');
  const draft = useTimersDraft(initial, onSaved);
  const { timers, change, limits } = draft;
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    void draft.save();
  };
  return (
    <form className={css['form']} onSubmit={onSubmit} noValidate>
      {!keptHere && <PlatformDeadlines draft={draft} mayChange={mayChange} />}
      <OptionalDuration
        label={t('timers.complete')}
        hint={t(
          timers.autoCompleteSeconds !== null
            ? 'timers.complete_on'
            : keptHere
              ? 'counter.complete_off'
              : 'timers.complete_off',
        )}
        value={timers.autoCompleteSeconds}
        onChange={(autoCompleteSeconds) => change({ autoCompleteSeconds })}
        disabled={!mayChange}
        {...limits.autoCompleteSeconds}
      />
      {draft.failure && (
        <FailureNote text={draft.failure.text}>
          {draft.failure.isConflict && <Button onClick={() => void draft.reload()}>{t('timers.reload')}</Button>}
        </FailureNote>
      )}
      <footer className={css['foot']}>
        {mayChange ? (
          <Button type="primary" htmlType="submit" loading={draft.saving} disabled={!draft.isChanged || !draft.isValid}>
            {t('timers.save')}
          </Button>
        ) : (
          <ForbiddenButton label={t('timers.save')} action="save" reason={t('timers.forbidden')} />
        )}
        <span role="status" className={css['saved']}>
          {draft.saved && (
            <>
              <CheckCircleFilled aria-hidden /> {t('timers.saved')}
            </>
          )}
        </span>
        {!mayChange && <span className={css['hint']}>{t('timers.forbidden')}</span>}
      </footer>
    </form>
  );
}

type DeadlineProps = { draft: ReturnType<typeof useTimersDraft>; mayChange: boolean };

/** How long orders of a platform may wait for acceptance and for money; those of a shop of one's own are accepted when they are typed. */
function PlatformDeadlines({ draft: { timers, change, limits }, mayChange }: DeadlineProps) {
  const { t } = useTranslation();
  const duration = useDurationText();
  const accept = timers.acceptDeadlineSeconds;
  return (
    <>
      <fieldset disabled={!mayChange}>
        <legend>{t('timers.accept')}</legend>
        <DurationField
          label={t('timers.accept')}
          seconds={accept}
          onChange={(acceptDeadlineSeconds) => change({ acceptDeadlineSeconds })}
          disabled={!mayChange}
          {...limits.acceptDeadlineSeconds}
        />
        <p className={css['hint']}>
          {accept >= limits.acceptDeadlineSeconds.minSeconds
            ? t('timers.accept_steps', { half: duration(accept / 2) })
            : t('timers.accept_hint')}
        </p>
      </fieldset>
      <fieldset disabled={!mayChange}>
        <legend>{t('timers.end')}</legend>
        <Radio.Group
          aria-label={t('timers.end')}
          className={css['ends'] ?? ''}
          disabled={!mayChange}
          value={timers.onAcceptDeadline}
          onChange={(event) => change({ onAcceptDeadline: event.target.value as (typeof ENDS)[number] })}
          options={ENDS.map((value) => ({
            value,
            label: (
              <span className={css['end']}>
                {t(`onDeadline.${value}`)}
                <span className={css['hint']}>{t(`timers.end_${value}`)}</span>
              </span>
            ),
          }))}
        />
      </fieldset>
      <OptionalDuration
        label={t('timers.pay')}
        hint={t(timers.payDeadlineSeconds === null ? 'timers.pay_off' : 'timers.pay_on')}
        value={timers.payDeadlineSeconds}
        onChange={(payDeadlineSeconds) => change({ payDeadlineSeconds })}
        disabled={!mayChange}
        {...limits.payDeadlineSeconds}
      />
    </>
  );
}
