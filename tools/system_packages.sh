#!/bin/sh
# Fonts for PDF and pictures, and a browser for the browser tests. As root on Debian they are installed;
# elsewhere this says what is missing and what it is needed for.
set -u
missing=""
fc-list 2>/dev/null | grep -qi "Noto Serif CJK SC" || missing="$missing fonts-noto-cjk"
command -v fc-list >/dev/null 2>&1 || missing="$missing fontconfig"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
ldconfig -p 2>/dev/null | grep -q libGL.so.1 || missing="$missing libgl1"
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "安装系统软件包：$missing"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/tmp/gongkai-apt.log 2>&1 && exit 0
    echo "安装没有成功，记录在 /tmp/gongkai-apt.log。"
fi
echo "缺少系统软件包：$missing"
echo "  Debian/Ubuntu： sudo apt-get install$missing"
echo "  fonts-noto-cjk 用于生成 PDF，chromium 用于浏览器测试，libgl1 用于识别扫描件。没有它们，其余功能照常可用。"
exit 0
