import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.ts';
import { readShop, saveTimers } from '../../api/shop-timers.ts';
import type { EditedShop } from '../../api/shop-timers.ts';
import type { ShopTimers } from '../../api/types.ts';
import { useFailureText } from '../../ui/use-failure-text.ts';

/** As the API describes them, in seconds. */
const LIMITS = {
  acceptDeadlineSeconds: { minSeconds: 30, maxSeconds: 86_400 },
  payDeadlineSeconds: { minSeconds: 60, maxSeconds: 86_400 },
  autoCompleteSeconds: { minSeconds: 60, maxSeconds: 2_592_000 },
} as const;

type Failure = { text: string; isConflict: boolean };

/**
 * What is being typed, whether it may be saved, and how saving went. In the timers NaN is a field that holds no time
 * right now, and null one that is switched off.
 */
export function useTimersDraft(initial: EditedShop, onSaved: () => void) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const [base, setBase] = useState(initial);
  const [timers, setTimers] = useState(base.shop.timers);
  const [saving, setSaving] = useState(false);
  const [saved, setSaved] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const known = base.shop.timers;
  const adopt = (edited: EditedShop) => {
    setBase(edited);
    setTimers(edited.shop.timers);
    setFailure(null);
  };
  const change = (part: Partial<ShopTimers>) => {
    setTimers({ ...timers, ...part });
    setSaved(false);
  };
  const changed = changedTimers(known, timers);
  const isValid = (Object.keys(LIMITS) as (keyof typeof LIMITS)[]).every((name) =>
    isWithin(timers[name], LIMITS[name]),
  );
  const save = async () => {
    if (saving || !isValid || Object.keys(changed).length === 0) return;
    setSaving(true);
    setFailure(null);
    try {
      adopt(await saveTimers(base, changed));
      setSaved(true);
      onSaved();
    } catch (error) {
      const isConflict = error instanceof ApiError && error.status === 412;
      setFailure({ text: isConflict ? t('timers.conflict') : failureText(error), isConflict });
    } finally {
      setSaving(false);
    }
  };
  /** Takes over what somebody else has saved; what was typed against the older version is given up. */
  const reload = async () => {
    try {
      adopt(await readShop(base.shop.id));
    } catch (error) {
      setFailure({ text: failureText(error), isConflict: true });
    }
  };
  const isChanged = Object.keys(changed).length > 0;
  return { timers, change, limits: LIMITS, isChanged, isValid, saving, saved, failure, save, reload };
}

function changedTimers(known: ShopTimers, draft: ShopTimers): Partial<ShopTimers> {
  const entries = Object.entries(draft).filter(([name, value]) => value !== known[name as keyof ShopTimers]);
  return Object.fromEntries(entries);
}

function isWithin(
  seconds: number | null,
  { minSeconds, maxSeconds }: { minSeconds: number; maxSeconds: number },
): boolean {
  return seconds === null || (seconds >= minSeconds && seconds <= maxSeconds);
}
