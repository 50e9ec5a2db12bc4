import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import css from './shortcut-help.module.css';

export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const rows: [string[], string][] = [
    [['j', 'k'], t('shortcuts.next')],
    [['Enter'], t('shortcuts.enter')],
    [['x'], t('select.shortcut')],
    [['u'], t('undo.shortcut')],
    [['a'], t('shortcuts.accept')],
    [['r'], t('shortcuts.reject')],
    [['p'], t('shortcuts.ready')],
    [['s'], t('shortcuts.ship')],
    [['d'], t('shortcuts.deliver')],
    [['/'], t('shortcuts.search')],
    [['g', 'o'], t('shortcuts.orders')],
    [['g', 'e'], t('shortcuts.exceptions')],
    [['g', 's'], t('shortcuts.shops')],
    [['g', 't'], t('shortcuts.today')],
    [['g', 'v'], t('shortcuts.vouchers')],
    [['g', 'c'], t('shortcuts.settings')],
    [['Esc'], t('shortcuts.back')],
    [['?'], t('shortcuts.help')],
  ];
  return (
    <Modal
      open
      title={t('shortcuts.title')}
      footer={null}
      width={400}
      onCancel={onClose}
      closable={{ 'aria-label': t('shortcuts.close') }}
    >
      <dl className={css['rows']}>
        {rows.map(([keys, text]) => (
          <div key={text} className={css['row']}>
            <dt>{text}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
