/** What a newly registered shop sells. Prices in fen. */
export interface Goods {
  code: string;
  name: string;
  priceFen: number;
  /** Its specifications with what each costs; none for goods of one kind. */
  skus?: readonly (readonly [title: string, priceFen: number])[];
}

export const shopGoods: readonly Goods[] = [
  { code: 'WD-HONEY', name: '深山百花蜜 500g', priceFen: 6_800 },
  {
    code: 'WD-SCARF',
    name: '手织羊毛围巾',
    priceFen: 15_900,
    skus: [
      ['驼色', 15_900],
      ['雾蓝', 15_900],
      ['格纹 加长', 18_900],
    ],
  },
  { code: 'WD-SOAP', name: '冷制皂 & 皂网', priceFen: 2_990 },
  {
    code: 'WD-COFFEE',
    name: '云南小粒咖啡豆',
    priceFen: 4_500,
    skus: [
      ['中烘 250g', 4_500],
      ['深烘 500g', 8_200],
    ],
  },
  { code: 'WD-CARD', name: '手绘明信片“远方”一套', priceFen: 1_880 },
  { code: 'WD-STICKER', name: '贴纸🌿', priceFen: 101 },
];

export const buyers = ['王小明', '林晓', '周雨桐', '何建军', '慕容雪', '阿不都·热合曼'] as const;

export const places = [
  ['浙江省', '杭州市', '余杭区', '仓前街道良睦路1399号梦想小镇6幢'],
  ['北京市', '北京市', '海淀区', '中关村南大街5号 3号楼1201'],
  ['广东省', '广州市', '天河区', '体育西路103号维多利广场B座'],
  ['云南省', '大理白族自治州', '大理市', '古城人民路下段88号'],
  ['陕西省', '西安市', '雁塔区', '小寨东路126号 (百隆广场旁)'],
] as const;

export const notes = [
  '',
  '',
  '送人的，请不要放价签 🎁',
  '周末再送',
  '要100%羊毛的那款 + 纸袋',
  '"轻放"，谢谢',
] as const;
