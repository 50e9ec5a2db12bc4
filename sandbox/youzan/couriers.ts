/** The couriers of youzan.logistics.express.get; `display` 0 is shown to merchants. */
export const couriers: readonly { id: number; name: string; display: 0 | 1 }[] = [
  { id: 1, name: '申通快递', display: 0 },
  { id: 2, name: '圆通速递', display: 0 },
  { id: 3, name: '中通快递', display: 0 },
  { id: 4, name: '韵达快递', display: 0 },
  { id: 6, name: '天天快递', display: 1 },
  { id: 7, name: '顺丰速运', display: 0 },
  { id: 11, name: 'EMS', display: 0 },
  { id: 138, name: '京东快递', display: 0 },
];

/** 顺丰 wants the sender's phone with each parcel. */
export const SENDER_NEEDED_BY: readonly number[] = [7];
