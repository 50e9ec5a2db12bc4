/** What a newly registered shop sells. Prices in fen. */
export interface Goods {
  no: string;
  title: string;
  priceFen: number;
  grams: number;
  /** The name of the one specification and its choices with what each costs; none for goods of one kind. */
  spec?: { name: string; choices: readonly (readonly [string, number])[] };
}

export const shopGoods: readonly Goods[] = [
  { no: 'YZ-TEA-01', title: '桂花乌龙茶 礼盒装', priceFen: 12_800, grams: 620 },
  {
    no: 'YZ-TEA-02',
    title: '明前龙井',
    priceFen: 9_900,
    grams: 160,
    spec: {
      name: '净含量',
      choices: [
        ['50g', 9_900],
        ['100g', 18_800],
        ['250g', 42_500],
      ],
    },
  },
  { no: 'YZ-CAKE-01', title: '手工凤梨酥 12枚', priceFen: 6_880, grams: 540 },
  {
    no: 'YZ-CUP-01',
    title: '青瓷盖碗 & 公道杯',
    priceFen: 23_900,
    grams: 880,
    spec: {
      name: '颜色',
      choices: [
        ['天青', 23_900],
        ['月白', 25_900],
      ],
    },
  },
  { no: 'YZ-JAM-01', title: '玫瑰花酱 200g', priceFen: 3_550, grams: 380 },
  { no: 'YZ-BAG-01', title: '帆布袋“慢一点”', priceFen: 2_990, grams: 130 },
  { no: 'YZ-CARD-01', title: '生日贺卡🎂', priceFen: 101, grams: 20 },
];

export const buyers = ['张三', '李小雨', '王建国', '欧阳芳', '赵一鸣', '陈静', '刘洋', '古丽·阿依'] as const;

export const places = [
  ['北京市', '北京市', '朝阳区', '阜通东大街望京SOHO塔1 A座1208'],
  ['浙江省', '杭州市', '西湖区', '文三路477号华星科技大厦8层'],
  ['广东省', '深圳市', '南山区', '科苑路15号科兴科学园B3 前台'],
  ['四川省', '成都市', '武侯区', '桐梓林北路2号 3栋2单元501'],
  ['上海市', '上海市', '徐汇区', '衡山路10号 (近地铁)'],
  ['新疆维吾尔自治区', '乌鲁木齐市', '天山区', '解放北路222号'],
] as const;

export const messages = [
  '',
  '',
  '请包装好一点，送人的 🎁',
  '周末送，工作日没人',
  '发票抬头：小麦 & 朋友',
  '100% 不要香菜+葱',
] as const;
