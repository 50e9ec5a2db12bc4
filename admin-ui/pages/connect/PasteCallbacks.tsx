import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Platform, Shop } from '../../api/types.ts';
import { useWords } from '../../ui/use-words.ts';
import { announce } from '../../util/announce.ts';
import { copyToClipboard } from '../../util/clipboard.ts';
import css from './connect.module.css';

type Props = { platform: Platform; shop: Shop; onDone: () => void };

/** Our addresses, each with a button that copies it, and where they belong over there. */
export function PasteCallbacks({ platform, shop, onDone }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const { where, addresses } = platform.setup.callbacks;
  return (
    <>
      <h2 className={css['title']}>{t('connect.callbacksTitle', { platform: words(platform.names) })}</h2>
      <p className={css['hint']}>{t('connect.callbacksWhere', { where: words(where) })}</p>
      <ul className={css['addresses']}>
        {addresses.map(({ kind, label }) => (
          <Address
            key={kind ?? ''}
            label={words(label)}
            url={kind === null ? shop.webhookUrl : (shop.webhookUrls[kind] ?? shop.webhookUrl)}
          />
        ))}
      </ul>
      <footer className={css['foot']}>
        <Button size="large" type="primary" onClick={onDone}>
          {t('connect.callbacksDone')}
        </Button>
      </footer>
    </>
  );
}

function Address({ label, url }: { label: string; url: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const onCopy = async () => {
    await copyToClipboard(url);
    setCopied(true);
    announce(t('connect.copied'));
  };
  return (
    <li className={css['address']}>
      <strong>{label}</strong>
      <code>{url}</code>
      <Button
        size="large"
        icon={copied ? <CheckOutlined aria-hidden /> : <CopyOutlined aria-hidden />}
        aria-label={t('connect.copyAddress', { what: label })}
        onClick={() => void onCopy()}
      >
        {copied ? t('connect.copied') : t('connect.copy')}
      </Button>
    </li>
  );
}
