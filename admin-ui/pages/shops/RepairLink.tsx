import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Repair, Shop } from '../../api/types.ts';
import { useMay } from '../../ui/use-may.ts';
import { paths } from '../../util/path-builder.ts';
import css from './shop-light-note.module.css';

/** The way to where a cause is repaired; nothing where there is nothing to press, or nothing that this person may press. */
export function RepairLink({ shop, repair }: { shop: Shop; repair: Repair }) {
  const { t } = useTranslation();
  const mayChange = useMay('shops:write');
  if (!mayChange) return null;
  const link = linkOf(shop, repair);
  return link ? (
    <Link className={css['repair']} to={link.to}>
      {t(`repairDo.${link.does}`)}
    </Link>
  ) : null;
}

function linkOf(shop: Shop, repair: Repair) {
  const { platform, connectionId: connection, id } = shop;
  switch (repair) {
    case 'check_credentials':
      return { does: 'check_credentials', to: paths.shopRotation(id) } as const;
    case 'paste_callbacks':
      return {
        does: 'paste_callbacks',
        to: paths.connect({ platform, connection, shop: id, step: 'callbacks' }),
      } as const;
    case 'resume':
      return { does: 'resume', to: paths.shop(id) } as const;
    case 'authorize_shop':
    case 'allow_address':
    case 'check_shop_code':
    case 'ask_platform':
      return { does: 'retest', to: paths.connect({ platform, connection, shop: id, step: 'test' }) } as const;
    case 'none':
    case 'wait':
    case 'place_order':
    case 'ask_operator':
      return null;
  }
}
