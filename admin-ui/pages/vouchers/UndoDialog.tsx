import { useQueryClient } from '@tanstack/react-query';
import { Radio } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { undoVoucher } from '../../api/vouchers.ts';
import type { TakenVoucher, UndoReason } from '../../api/types.ts';
import dialogCss from '../../ui/action-dialog.module.css';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { useVoucherFailure } from './use-voucher-failure.ts';

const REASONS = ['wrong_voucher', 'customer_asked', 'taken_twice', 'other'] as const satisfies UndoReason[];

type Props = { voucher: TakenVoucher; platform: string; onClose: () => void };

/** Says what taking back means, and asks why. */
export function UndoDialog({ voucher, platform, onClose }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const wordsFor = useVoucherFailure(platform);
  const [reason, setReason] = useState<UndoReason>('wrong_voucher');
  const reasonId = useId();
  const submit = async () => {
    await undoVoucher(queries, voucher.id, reason);
    onClose();
    return undefined;
  };
  return (
    <FormDialog
      title={t('voucherUndo.title')}
      okText={t('voucherUndo.ok')}
      danger
      onSubmit={submit}
      onClose={onClose}
      wordsFor={wordsFor}
    >
      <p className={dialogCss['consequence']}>{t('voucherUndo.consequence', { title: voucher.title })}</p>
      <span id={reasonId} className={dialogCss['label']}>
        {t('voucherUndo.reason')}
      </span>
      <Radio.Group
        aria-labelledby={reasonId}
        className={dialogCss['reasons'] ?? ''}
        value={reason}
        onChange={(event) => setReason(event.target.value as UndoReason)}
        options={REASONS.map((value) => ({ value, label: t(`voucherUndo.${value}`) }))}
      />
    </FormDialog>
  );
}
