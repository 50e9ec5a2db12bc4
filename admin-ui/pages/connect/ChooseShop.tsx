import { useQueryClient } from '@tanstack/react-query';
import { Button, Input, Radio, Skeleton } from 'antd';
import type { SyntheticEvent } from 'react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.ts';
import { addShop, usePlatformShops } from '../../api/connections.ts';
import type { Connection, Platform } from '../../api/types.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { useFailureText } from '../../ui/use-failure-text.ts';
import { useWords } from '../../ui/use-words.ts';
import css from './connect.module.css';

type Props = { platform: Platform; connection: Connection; onBack: () => void; onDone: (shopId: string) => void };

/** Chosen from the platform's own list where it has one, else typed by its code. */
export function ChooseShop({ platform, connection, onBack, onDone }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const failureText = useFailureText();
  const listed = usePlatformShops(connection.id);
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const isCodeWrong = !new RegExp(`^(?:${platform.setup.shop.pattern})$`).test(code.trim());
  const isNameWrong = name.trim() === '';
  const onSubmit = async () => {
    setTried(true);
    if (sending || isCodeWrong || isNameWrong) return;
    setSending(true);
    setFailure(null);
    try {
      onDone((await addShop(queries, connection.id, { platformShopId: code.trim(), name: name.trim() })).id);
    } catch (error) {
      const isThere = error instanceof ApiError && error.status === 409;
      setFailure(isThere ? t('connect.shopAlready') : failureText(error));
    } finally {
      setSending(false);
    }
  };
  if (listed.isPending) return <Skeleton active paragraph={{ rows: 5 }} />;
  const shops = listed.data?.items ?? [];
  return (
    <form
      noValidate
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault();
        void onSubmit();
      }}
    >
      <h2 className={css['title']}>{t('connect.shopTitle')}</h2>
      {listed.data?.trouble && (
        <FailureNote text={`${t(`lightCause.${listed.data.trouble}`, { count: 0 })} ${t('connect.shopsNone')}`} />
      )}
      {shops.length > 0 && (
        <Radio.Group
          className={css['shops'] ?? ''}
          aria-label={t('connect.shopsFound')}
          value={code}
          onChange={(event) => {
            const chosen = shops.find(({ platformShopId }) => platformShopId === event.target.value);
            setCode(chosen?.platformShopId ?? '');
            setName(chosen?.name ?? '');
          }}
          options={shops.map(({ platformShopId, name: shopName, connected }) => ({
            value: platformShopId,
            disabled: connected,
            label: `${shopName} (${platformShopId})${connected ? ` · ${t('connect.shopConnected')}` : ''}`,
          }))}
        />
      )}
      <ShopFields
        platform={platform}
        code={code}
        name={name}
        onCode={setCode}
        onName={setName}
        isCodeWrong={tried && isCodeWrong}
        isNameWrong={tried && isNameWrong}
      />
      {failure && <FailureNote text={failure} />}
      <footer className={css['foot']}>
        <Button size="large" onClick={onBack}>
          {t('connect.back')}
        </Button>
        <Button size="large" type="primary" htmlType="submit" loading={sending}>
          {t('connect.addShop')}
        </Button>
      </footer>
    </form>
  );
}

type FieldsProps = {
  platform: Platform;
  code: string;
  name: string;
  onCode: (code: string) => void;
  onName: (name: string) => void;
  isCodeWrong: boolean;
  isNameWrong: boolean;
};

function ShopFields({ platform, code, name, onCode, onName, isCodeWrong, isNameWrong }: FieldsProps) {
  const { t } = useTranslation();
  const words = useWords();
  const codeId = useId();
  const nameId = useId();
  const { label, where, example } = platform.setup.shop;
  return (
    <div className={css['shopFields']}>
      <label htmlFor={codeId}>{words(label)}</label>
      <Input
        id={codeId}
        size="large"
        autoComplete="off"
        value={code}
        maxLength={128}
        placeholder={t('connect.example', { example })}
        aria-invalid={isCodeWrong}
        status={isCodeWrong ? 'error' : ''}
        onChange={(event) => onCode(event.target.value)}
      />
      {isCodeWrong && (
        <span role="alert" className={css['wrong']}>
          {t('connect.fieldWrong')}
        </span>
      )}
      <span className={css['hint']}>{t('connect.copyFrom', { where: words(where) })}</span>
      <label htmlFor={nameId}>{t('connect.shopName')}</label>
      <Input
        id={nameId}
        size="large"
        autoComplete="off"
        value={name}
        maxLength={60}
        aria-invalid={isNameWrong}
        status={isNameWrong ? 'error' : ''}
        onChange={(event) => onName(event.target.value)}
      />
      {isNameWrong && (
        <span role="alert" className={css['wrong']}>
          {t('connect.shopNameNeeded')}
        </span>
      )}
      <span className={css['hint']}>{t('connect.shopName_hint')}</span>
    </div>
  );
}
