/** Signatures and sealed messages on which two independent libraries for WeChat agree. */
export const plainVectors = [
  {
    token: 'AAAAA',
    timestamp: '1714036504',
    nonce: '1514711492',
    signature: 'f464b24fc39322e44b38aa78f5edd27bd1441696',
  },
  {
    token: 'hubToken2024',
    timestamp: '1716000000',
    nonce: 'x7Gq9',
    signature: '469a2302822e238fd445254065d4595ba6a4cf48',
  },
] as const;

export const safeVectors = [
  {
    token: 'hubToken2024',
    encoding_aes_key: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
    appid: 'wx0123456789abcdef',
    timestamp: '1716000000',
    nonce: 'n0nce01',
    random16: '0123456789abcdef',
    plaintext:
      '{"ToUserName":"gh_abcdefg","FromUserName":"oABCD","CreateTime":1716000000,"MsgType":"event","Event":"trade_manage_order_settlement","transaction_id":"42000020202405180000000001","merchant_id":"1900000109","sub_merchant_id":"","merchant_trade_no":"ORD20240518A1","pay_time":1715990000,"shipped_time":1715995000,"estimated_settlement_time":1716859000}',
    encrypt:
      'Q3stYC6hdFzMh9T8HCvyDLrRrZapB38qbPcy1be2JdVcsr0+tubxFGjnlLdpJUPfYzAX2lVsPlC9n27CjinjI5rFlFnZoRw08JCZuh33xAxdacD22UQApalQ7QyxikLAIkZoE3f5r47DwmgdymHPkTexqCOQdZBnR0aVJYuojk1cgYy4G3WZwIAEqv1VnEqsfrKCT/xBAKQJVp8m7iozk/e/KQpAbTg/JiA+Miba1oQsSP9KJFYsntkt863wVj0kmA/RnaF+ZhPWgpmmXxDBd/tak0M/lMh9PnBRcZA/ocNUGcHL8xXByJmzTkyUOsRanZOTwuoiHkYmp8e3HL0dtBGTrA8SEUOWwxOFvnCjCIRHzVpS62c0rsP9Aj1XoXOUE08XY4LszpEHWlg/0hoEmGajTUC34Fc/sRUmiBTE/P1hJVrYIYQmc7iGYQrKquG3ondS3UpOJDKFP1n1/ZJ/n2fhm1CNVWRK4m2cuy4Yny0vkKg+zMUw60qtdE3qpfAP9JIZZkK3S4Kttpv9pfIaYyJSx9roLYNIhk5vO8SxsCo=',
    url_signature: '4f94547b9269913e713766d098d249d683ba85d7',
    msg_signature: '29ea7408d92ee0a3b5fa8f66cdb9d0cec64270f9',
  },
  {
    token: 'T0ken_b',
    encoding_aes_key: 'Zz0Yy1Xx2Ww3Vv4Uu5Tt6Ss7Rr8Qq9Pp0Oo1Nn2Mm3Q',
    appid: 'wxfedcba9876543210',
    timestamp: '1716000100',
    nonce: '873264',
    random16: 'ABCDEFGHabcdefgh',
    plaintext:
      '<xml><ToUserName><![CDATA[gh_abcdefg]]></ToUserName><FromUserName><![CDATA[oABCD]]></FromUserName><CreateTime>1716000100</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[trade_manage_remind_shipping]]></Event><transaction_id><![CDATA[42000020202405180000000002]]></transaction_id><merchant_id><![CDATA[1900000109]]></merchant_id><merchant_trade_no><![CDATA[单号_测试-2]]></merchant_trade_no><pay_time>1715990000</pay_time><msg><![CDATA[请尽快发货]]></msg></xml>',
    encrypt:
      'u7aJw9Xx9Tq9nXa5oZSebAb70pqyFFssy4eAiHmIhwxOsYSbcR/8xy7BqFW0zolnLDUl1siht5Q0FSoNpaN4X0lBgD5sK9rnOeXYD2WXRMXk1grXnGo+wcYSAqnqsyyQFmdSK6OPGSLE9GvnQJbdX7NNZcBKM+6gUsvFrcWv4ZejHLKX5uY5IzxPnDAQh8bX8bgKc5OcoFI9qE3ngzXws6qAKPftqUDSkOSVgS68EyEeabo4hjTVfpY1LtvtfKkKevWJCwLBMxemDFHh2fPdLlaMu8qpjJ/QOoh4XIinB0XbubnoST4u4hILRpajz921OFFopzb4BvVXJ2dBOKxERJMB7yqYgkd3nJq3XZsrhLnfKLlVuIypCA9UL2G+d3drfDJNWmt86J7zpi2dech7j33XSO6yE16rchrenUAhgbnVKn1pqtsDmSUWeCjSf3i1EcYqMpoWEpzQWR4UiPi7Ndzfwg7uG4qaGnfwjg4AvwPvwgxm1rur+XxCg4Ks5jx3kHG9LNjJ06E9xwjmMJQb+F+1Bg5ADSvBiHm7hJ7Jz3JWLzhcwJlG9V/LAAGoISnhB10x1jbjBm86YQZ0yKw242iqnUU8eH2xJbEPzS65UOmorTG8G3JR9sSVHLUZNWAytnrPVC4+vL5sJhZFqzJ9rmcMcbmgSd5dmhBUQx+VKlEsMPWjIrvnk0S9DXDi3q4vF5IEHIC+qC1lcDAq2kIY0A==',
    url_signature: 'a0386a5d4a7b7a062f759e98dfa6b2245377d1c9',
    msg_signature: '46bac627ba6ecc1f5d2c741baac82289ba180f30',
  },
] as const;
