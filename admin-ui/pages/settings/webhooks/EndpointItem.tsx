import { RightOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { WebhookEndpoint } from '../../../api/types.ts';
import { Moment } from '../../../ui/Moment.tsx';
import { paths } from '../../../util/path-builder.ts';
import css from './endpoint-item.module.css';
import { EndpointChip } from './EndpointChip.tsx';
import { useTypesText } from './webhook-words.ts';

/** One endpoint at a glance; a press opens what was sent to it. */
export function EndpointItem({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { t } = useTranslation();
  const types = useTypesText();
  const name = endpoint.description || hostOf(endpoint.url);
  return (
    <li className={css['item']}>
      <div className={css['which']}>
        <span className={css['name']}>
          <Link to={paths.webhook(endpoint.id)}>{name}</Link>
          <EndpointChip endpoint={endpoint} />
        </span>
        <span className={css['url']}>{endpoint.url}</span>
        <span className={css['soft']}>{types(endpoint.eventTypes)}</span>
      </div>
      <dl className={css['facts']}>
        <div>
          <dt>{t('webhooks.lastSuccess')}</dt>
          <dd>{endpoint.lastSuccessAt ? <Moment at={endpoint.lastSuccessAt} /> : t('webhooks.never')}</dd>
        </div>
        <div>
          <dt>{t('webhooks.lastFailure')}</dt>
          <dd>{endpoint.lastFailure ? t(`webhookFailure.${endpoint.lastFailure}`) : t('webhooks.noFailure')}</dd>
        </div>
        <div>
          <dt>{t('webhooks.waiting')}</dt>
          <dd className="tabular">{endpoint.waiting}</dd>
        </div>
      </dl>
      <RightOutlined className={css['arrow']} aria-hidden />
    </li>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
