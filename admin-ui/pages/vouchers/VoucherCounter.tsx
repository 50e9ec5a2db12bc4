import { Button, Input, Select } from 'antd';
import type { InputRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { RefObject, SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { prepareVoucher } from '../../api/vouchers.ts';
import type { PreparedVoucher, Shop } from '../../api/types.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { Field } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useAct } from '../../ui/use-act.ts';
import { announce } from '../../util/announce.ts';
import { VoucherCard } from './VoucherCard.tsx';
import { useVoucherFailure } from './use-voucher-failure.ts';
import css from './vouchers.module.css';

const CODE = /^[0-9A-Za-z]{6,40}$/;

/** One voucher after another: the field takes the next code as soon as one is done. */
export function VoucherCounter({ shops, first }: { shops: readonly Shop[]; first: Shop }) {
  const { t } = useTranslation();
  const [chosenId, setChosenId] = useState(first.id);
  const shop = shops.find(({ id }) => id === chosenId) ?? first;
  const [text, setText] = useState('');
  const [voucher, setVoucher] = useState<PreparedVoucher | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const field = useRef<InputRef>(null);
  const failure = useVoucherFailure(shop.platform);
  const looking = useAct();
  useScanner(field);
  // Scanners and people put blanks between the groups of a code.
  const code = text.replaceAll(/[\s-]/g, '');
  const onLook = (event: SyntheticEvent) => {
    event.preventDefault();
    setDone(null);
    setVoucher(null);
    if (!CODE.test(code)) return setTold(t('vouchers.code_wrong'));
    setTold(null);
    looking.act('look', async () => {
      try {
        setVoucher(await prepareVoucher(shop.id, code));
      } catch (error) {
        setTold(failure(error));
        field.current?.select();
      }
    });
  };
  const next = () => {
    setVoucher(null);
    setText('');
    field.current?.focus();
  };
  const onTaken = (title: string, count: number) => {
    const words = t('vouchers.taken', { title, count });
    setDone(words);
    announce(words);
    next();
  };
  return (
    <Panel title={t('vouchers.code')}>
      <div className={css['counter']}>
        <form className={css['look']} onSubmit={onLook} noValidate>
          {shops.length > 1 && (
            <Field label={t('vouchers.shop')}>
              {(id) => (
                <Select
                  id={id}
                  value={shop.id}
                  onChange={(shopId) => {
                    setChosenId(shopId);
                    setVoucher(null);
                  }}
                  options={shops.map(({ id: value, name: label }) => ({ value, label }))}
                />
              )}
            </Field>
          )}
          <Input
            ref={field}
            autoFocus
            size="large"
            autoComplete="off"
            spellCheck={false}
            maxLength={60}
            aria-label={t('vouchers.code')}
            placeholder={t('vouchers.code_example')}
            className={css['code'] ?? ''}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setVoucher(null);
            }}
          />
          <Button
            size="large"
            type={voucher ? 'default' : 'primary'}
            htmlType="submit"
            loading={looking.running !== null}
          >
            {t('vouchers.look')}
          </Button>
        </form>
        {told && <FailureNote text={told} />}
        {done && <p className={css['done']}>{done}</p>}
        {voucher && <VoucherCard key={voucher.code} shop={shop} voucher={voucher} onTaken={onTaken} onOther={next} />}
      </div>
    </Panel>
  );
}

/** A scanner types wherever the focus is: a digit that nothing else waits for begins a code. */
function useScanner(field: RefObject<InputRef | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTaken = document.activeElement?.closest('input, textarea, [role=dialog]') != null;
      if (!isTaken && /^\d$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey)
        field.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [field]);
}
