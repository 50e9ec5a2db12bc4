/** The couriers that order/deliverycompanylist/get knows. */
export const companies: readonly { delivery_id: string; delivery_name: string }[] = [
  { delivery_id: 'SF', delivery_name: '顺丰速运' },
  { delivery_id: 'ZTO', delivery_name: '中通快递' },
  { delivery_id: 'YTO', delivery_name: '圆通速递' },
  { delivery_id: 'YUNDA', delivery_name: '韵达速递' },
  { delivery_id: 'STO', delivery_name: '申通快递' },
  { delivery_id: 'JD', delivery_name: '京东快递' },
  { delivery_id: 'EMS', delivery_name: '中国邮政速递物流' },
  { delivery_id: 'OTHERS', delivery_name: '其他' },
];

export function companyName(deliveryId: string): string {
  return companies.find(({ delivery_id: id }) => id === deliveryId)?.delivery_name ?? '';
}
