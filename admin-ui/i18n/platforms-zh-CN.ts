/** What people call the platforms, and the sign of each. */
export const platformsZhCN = {
  mark: {
    meituan: '美',
    'meituan-vouchers': '券',
    'meituan-tscc': '银',
    youzan: '赞',
    weidian: '店',
    'wechat-shop': '信',
    'wechat-mini-program': '程',
    direct: '直',
  },
  platform: {
    meituan: '美团',
    'meituan-vouchers': '美团团购',
    'meituan-tscc': '美团收银',
    youzan: '有赞',
    weidian: '微店',
    'wechat-shop': '微信小店',
    'wechat-mini-program': '小程序',
    direct: '直营',
  },
};
