/** What people call the platforms, and the sign of each. */
export const platformsEn = {
  mark: {
    meituan: 'M',
    'meituan-vouchers': 'V',
    'meituan-tscc': 'Mt',
    youzan: 'Y',
    weidian: 'Wd',
    'wechat-shop': 'Wc',
    'wechat-mini-program': 'Mp',
    direct: 'D',
  },
  platform: {
    meituan: 'Meituan',
    'meituan-vouchers': 'Meituan vouchers',
    'meituan-tscc': 'Meituan TSCC',
    youzan: 'Youzan',
    weidian: 'Weidian',
    'wechat-shop': 'WeChat Shop',
    'wechat-mini-program': 'Mini-program',
    direct: 'Direct',
  },
};
