#!/bin/sh
# 卸载给自己安装的薪火。数据文件、密钥和设置都留着。
set -eu
program="$HOME/.local/opt/xinhuo"
data="${XDG_DATA_HOME:-$HOME/.local/share}"
for exe in /proc/[0-9]*/exe; do
    if [ "$(readlink "$exe" 2>/dev/null || true)" = "$program/xinhuo" ]; then
        echo "薪火正开着。请先关闭它的窗口，再卸载。" >&2
        exit 1
    fi
done
theirs=""
[ ! -d "$program" ] || theirs=$(find "$program" -mindepth 1 -maxdepth 1 \
    ! -name xinhuo ! -name _internal ! -name 版本 ! -name uninstall.sh)
if [ -n "$theirs" ]; then
    printf '%s\n' "程序文件夹里有别的文件，卸载会删掉它们。没有改动。" "请先把它们移到别处（例如“文档”），再卸载：" "$theirs" >&2
    exit 1
fi
rm -f "$data/applications/xinhuo.desktop" "$data/mime/packages/xinhuo.xml"
[ ! -d "$data/icons/hicolor" ] || find "$data/icons/hicolor" -path '*/apps/xinhuo.*' -type f -exec rm -f {} +
[ "$(readlink "$HOME/.local/bin/xinhuo" 2>/dev/null || true)" != "$program/xinhuo" ] || rm -f "$HOME/.local/bin/xinhuo"
update-desktop-database "$data/applications" 2>/dev/null || true
update-mime-database "$data/mime" 2>/dev/null || true
rm -rf "$program"
echo "薪火已卸载。数据文件（.xinhuo、.key）都在原处；打开它们的密钥在桌面的密钥环里，没有密钥环的，和设置一样在："
echo "  $data/xinhuo"
echo "  ${XDG_CONFIG_HOME:-$HOME/.config}/xinhuo"
echo "没有这些密钥，加密的数据文件只有用恢复码才能打开，请不要随手删除。"
