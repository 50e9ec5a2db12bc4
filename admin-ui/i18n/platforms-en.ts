/** What people call the platforms, and the sign of each. */
export const platformsEn = {
  mark: {
    meituan: 'M',
    'meituan-vouchers': 'V',
    youzan: 'Y',
    weidian: 'Wd',
    'wechat-shop': 'Wc',
    'wechat-mini-program': 'Mp',
    direct: 'D',
  },
  platform: {
    meituan: 'Meituan',
    'meituan-vouchers': 'Meituan vouchers',
    youzan: 'Youzan',
    weidian: 'Weidian',
    'wechat-shop': 'WeChat Shop',
    'wechat-mini-program': 'Mini-program',
    direct: 'Direct',
  },
};
