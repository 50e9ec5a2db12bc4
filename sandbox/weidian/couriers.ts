/** The couriers of vdian.order.expresslist. */
export const couriers: readonly { id: string; name: string }[] = [
  { id: '1', name: '顺丰速运' },
  { id: '2', name: '圆通快递' },
  { id: '3', name: '中通快递' },
  { id: '4', name: '申通快递' },
  { id: '5', name: '百世快递' },
  { id: '6', name: '韵达快递' },
  { id: '7', name: '宅急送' },
  { id: '9', name: 'EMS' },
];

/** Both mean that the goods go without a courier. */
export const WITHOUT_COURIER: readonly string[] = ['0', '999'];
