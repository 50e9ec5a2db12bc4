import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useShops } from '../../../api/orders.ts';
import { disableEndpoint, enableEndpoint, pingEndpoint } from '../../../api/webhook-endpoints.ts';
import type { ReadEndpoint } from '../../../api/webhook-endpoints.ts';
import { FailureNote } from '../../../ui/FailureNote.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { useMay } from '../../../ui/use-may.ts';
import { announce } from '../../../util/announce.ts';
import css from './endpoint-panel.module.css';
import { EndpointQuestion } from './EndpointQuestion.tsx';
import type { Question } from './EndpointQuestion.tsx';
import { useTypesText } from './webhook-words.ts';

/** How an endpoint stands, and what can be done with it. */
export function EndpointPanel({ known }: { known: ReadEndpoint }) {
  const { t } = useTranslation();
  const { endpoint } = known;
  const mayChange = useMay('webhooks:write');
  const [question, setQuestion] = useState<Question | null>(null);
  return (
    <Panel title={t('webhooks.status')}>
      <EndpointFacts known={known} />
      {endpoint.state === 'disabled' && (
        <p className={css['note']}>
          {t(`endpointAdvice.${endpoint.disabledReason ?? 'person'}`)}
          {endpoint.disabledAt && (
            <>
              {' '}
              <Moment at={endpoint.disabledAt} />
            </>
          )}
        </p>
      )}
      {mayChange && <EndpointActions known={known} onAsk={setQuestion} />}
      {question && <EndpointQuestion question={question} known={known} onClose={() => setQuestion(null)} />}
    </Panel>
  );
}

function EndpointActions({ known: { endpoint }, onAsk }: { known: ReadEndpoint; onAsk: (question: Question) => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { running, problem, act } = useAct();
  const isOn = endpoint.state === 'enabled';
  const ping = () =>
    act('ping', async () => {
      await pingEndpoint(queries, endpoint.id);
      announce(t('webhooks.pinged'));
    });
  const turn = () => act('turn', () => (isOn ? disableEndpoint : enableEndpoint)(queries, endpoint.id));
  return (
    <>
      <div className={css['actions']}>
        {isOn && (
          <Button type="primary" loading={running === 'ping'} onClick={ping}>
            {t('webhooks.ping')}
          </Button>
        )}
        <Button type={isOn ? 'default' : 'primary'} loading={running === 'turn'} onClick={turn}>
          {isOn ? t('webhooks.disable') : t('webhooks.enable')}
        </Button>
        <Button onClick={() => onAsk('edit')}>{t('webhooks.edit')}</Button>
        <Button onClick={() => onAsk('secret')}>{t('webhooks.showSecret')}</Button>
        <Button onClick={() => onAsk('rotate')}>{t('webhooks.rotate')}</Button>
        <Button onClick={() => onAsk('replay')} disabled={!isOn}>
          {t('webhooks.replay')}
        </Button>
        <Button type="text" className={css['delete'] ?? ''} onClick={() => onAsk('delete')}>
          {t('webhooks.delete')}
        </Button>
      </div>
      {problem && <FailureNote text={problem} />}
    </>
  );
}

function EndpointFacts({ known: { endpoint } }: { known: ReadEndpoint }) {
  const { t } = useTranslation();
  const types = useTypesText();
  const shops = useShops().data ?? [];
  const shopNames = endpoint.shopIds.map((id) => shops.find((shop) => shop.id === id)?.name ?? id);
  const moment = (at: string | null, none: string) => (at ? <Moment at={at} /> : none);
  const facts: (readonly [string, ReactNode] | null)[] = [
    [t('webhooks.types'), types(endpoint.eventTypes)],
    [t('webhooks.shops'), shopNames.length > 0 ? shopNames.join(t('list.separator')) : t('filter.allShops')],
    [t('webhooks.lastSuccess'), moment(endpoint.lastSuccessAt, t('webhooks.never'))],
    [
      t('webhooks.lastFailure'),
      endpoint.lastFailure
        ? `${t(`webhookFailure.${endpoint.lastFailure}`)} · ${t('webhooks.failures', { count: endpoint.failureCount })}`
        : t('webhooks.noFailure'),
    ],
    [t('webhooks.waiting'), endpoint.waiting],
    endpoint.pausedUntil ? [t('webhooks.pausedUntil'), moment(endpoint.pausedUntil, '')] : null,
    endpoint.previousSecretUntil ? [t('webhooks.oldSecretUntil'), moment(endpoint.previousSecretUntil, '')] : null,
  ];
  return (
    <dl className={css['facts']}>
      {facts.map(
        (fact) =>
          fact && (
            <div key={fact[0]}>
              <dt>{fact[0]}</dt>
              <dd>{fact[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
