import type { components } from '../../openapi/generated/schema.ts';

type Schemas = components['schemas'];

export type Action = Schemas['Action'];
export type AllowedAction = Schemas['AllowedAction'];
export type Command = Schemas['Command'];
export type CommandResult = Schemas['CommandResult'];
export type Identity = Schemas['Identity'];
export type LiveOrderChange = Schemas['LiveOrderChange'];
export type OrderAmount = Schemas['OrderAmount'];
export type OrderCounts = Schemas['OrderCounts'];
export type OrderDetail = Schemas['OrderDetail'];
export type OrderEvent = Schemas['OrderEvent'];
export type OrderPage = Schemas['OrderPage'];
export type OrderPhase = Schemas['OrderPhase'];
export type OrderSummary = Schemas['OrderSummary'];
export type ParkedMessage = Schemas['ParkedMessage'];
export type ParkedMessageDetail = Schemas['ParkedMessageDetail'];
export type ParkedReason = Schemas['ParkedReason'];
export type Problem = Schemas['Problem'];
export type ReasonCode = Schemas['ReasonCode'];
export type RejectRequest = Schemas['RejectRequest'];
export type RejectReason = NonNullable<RejectRequest['reason']>;
export type Session = Schemas['Session'];
export type Shop = Schemas['Shop'];
export type ShopTimers = Schemas['ShopTimers'];
export type SyncRun = Schemas['SyncRun'];
export type SyncRunDetail = Schemas['SyncRunDetail'];
