"""Asks wechatpy, a library for WeChat that is not ours, to open and to seal pushes. One JSON list in, one out."""
import json
import sys

from wechatpy.crypto import WeChatCrypto

answers = []
for ask in json.load(sys.stdin):
    crypto = WeChatCrypto(ask["token"], ask["aesKey"], ask["appid"])
    if ask["do"] == "open":
        opened = crypto.decrypt_message(ask["body"], ask["signature"], ask["timestamp"], ask["nonce"])
        answers.append(opened.decode() if isinstance(opened, bytes) else opened)
    else:
        answers.append(crypto.encrypt_message(ask["message"], ask["nonce"], ask["timestamp"]))
json.dump(answers, sys.stdout)
