/** What the invented orders are made of. Prices in fen; `property` lists the choices a customer has. */
export interface Dish {
  code: string;
  name: string;
  priceFen: number;
  boxFen: number;
  grams: number;
  unit: string;
  spec: string;
  properties: readonly string[];
}

function dish(
  code: string,
  name: string,
  priceFen: number,
  boxFen: number,
  grams: number,
  unit: string,
  spec: string,
  ...properties: string[]
): Dish {
  return { code, name, priceFen, boxFen, grams, unit, spec, properties };
}

const bakery: readonly Dish[] = [
  dish('BK-01', '原味可颂', 1_280, 50, 80, '个', '单个'),
  dish('BK-02', '杏仁可颂', 1_680, 50, 95, '个', '单个'),
  dish('BK-03', '北海道吐司', 2_200, 100, 450, '条', '整条', '切片', '不切片'),
  dish('BK-04', '海盐卷', 880, 0, 60, '个', '单个'),
  dish('BK-05', '肉松小贝', 1_990, 100, 180, '盒', '4个装'),
  dish('BK-06', '巴斯克芝士蛋糕', 4_880, 200, 420, '个', '6寸', '附蜡烛', '不要蜡烛'),
  dish('BK-07', '蛋挞', 650, 30, 55, '个', '单个'),
  dish('BK-08', '冰美式', 1_500, 100, 350, '杯', '中杯', '少冰', '去冰', '正常冰'),
  dish('BK-09', '燕麦拿铁', 2_290, 100, 380, '杯', '中杯', '热', '少冰'),
];

const noodles: readonly Dish[] = [
  dish('ND-01', '红烧牛肉面', 2_850, 100, 650, '份', '大碗', '微辣', '不辣', '重辣'),
  dish('ND-02', '番茄鸡蛋面', 1_990, 100, 600, '份', '大碗', '宽面', '细面'),
  dish('ND-03', '重庆小面', 1_680, 100, 480, '份', '标准', '微辣', '中辣', '重辣'),
  dish('ND-04', '老坛酸菜鱼面', 3_290, 150, 720, '份', '标准', '微辣', '不辣'),
  dish('ND-05', '葱油拌面', 1_480, 100, 380, '份', '标准'),
  dish('ND-06', '卤蛋', 300, 0, 55, '个', '单个'),
  dish('ND-07', '凉拌黄瓜', 990, 50, 200, '份', '小份', '加蒜', '不加蒜'),
  dish('ND-08', '酸梅汤', 600, 50, 400, '杯', '大杯', '常温', '加冰'),
];

/** Bakeries sell bread, everybody else noodles. */
export function menuOf(shopName: string): readonly Dish[] {
  return /面包|烘焙|蛋糕|甜品|咖啡|bakery|cake|coffee/i.test(shopName) ? bakery : noodles;
}

export const surnames = ['张', '王', '李', '赵', '陈', '刘', '杨', '黄', '周', '吴', '欧阳', '孙'] as const;
export const titles = ['(先生)', '(女士)'] as const;
export const streets = [
  '望京SOHO塔1 A座1208@#北京市朝阳区阜通东大街望京SOHO塔1',
  '绿地中心写字楼B座(8层前台)@#北京市朝阳区望京东园四区绿地中心',
  '幸福里小区3号楼2单元501@#北京市朝阳区幸福村中路',
  '北苑家园茉藜园12号楼@#北京市朝阳区北苑路170号',
  '融新科技中心F座 大堂自取柜@#北京市朝阳区广顺北大街33号院',
  '花家地西里204楼6门302室@#北京市朝阳区花家地西里二区',
] as const;
export const cautions = [
  '',
  '',
  '少辣 谢谢',
  '放门口就行，不用打电话',
  '多放葱&香菜，一定要热的！',
  '请附一张生日卡片：祝妈妈 100% 开心🎂',
  '【如遇缺货】：缺货时电话与我沟通 收餐人隐私号 13812345678_1234，手机号 138****5678',
  '顾客需要餐具',
] as const;
