#!/bin/sh
# 给自己安装薪火：不需要管理员，装在自己的文件夹里。再运行一次就是升级。
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
opt="$HOME/.local/opt"
program="$opt/xinhuo"
data="${XDG_DATA_HOME:-$HOME/.local/share}"
passing="$opt/.xinhuo-new.$$"
former="$opt/.xinhuo-former.$$"

stop() {
    printf '%s\n' "$@" >&2
    exit 1
}

[ -z "${SUDO_USER:-}" ] || stop "请不要用 sudo：薪火装在您自己的文件夹里，不需要管理员。请直接运行 ./install.sh。"
[ "$(uname -m)" = "x86_64" ] || stop "这台电脑的处理器是 $(uname -m)，这个安装包只能装在 x86_64 的电脑上。"
have=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d' ' -f2 || true)
need=$(cat "$here/需要的系统")
if [ -z "$have" ] || [ "$(printf '%s\n%s\n' "$need" "$have" | sort -V | head -n 1)" != "$need" ]; then
    stop "系统太旧：需要 glibc $need 以上（如 Debian 12、统信 UOS 25、麒麟 V11），这台是 ${have:-别的系统}。"
fi
for exe in /proc/[0-9]*/exe; do
    if [ "$(readlink "$exe" 2>/dev/null || true)" = "$program/xinhuo" ]; then
        stop "薪火正开着。请先关闭它的窗口，再运行一次 install.sh。"
    fi
done
# An installation that was cut off between its two steps: the old program goes back to its place.
for left in "$opt"/.xinhuo-former.*; do
    if [ -d "$left" ] && [ ! -e "$program" ]; then mv "$left" "$program"; fi
done
if [ -d "$program" ]; then
    theirs=$(find "$program" -mindepth 1 -maxdepth 1 ! -name xinhuo ! -name _internal ! -name 版本 ! -name uninstall.sh)
    [ -z "$theirs" ] || stop "程序文件夹里有别的文件，升级会删掉它们。没有改动。" "请先把它们移到别处（例如“文档”），再运行一次：" "$theirs"
fi
version=$(cat "$here/版本")
if [ -f "$program/版本" ] && [ "${1:-}" != "--older" ]; then
    standing=$(cat "$program/版本")
    if [ "$(printf '%s\n%s\n' "$standing" "$version" | sort -V | tail -n 1)" != "$version" ]; then
        stop "已经装着更新的版本 $standing，这个安装包是 $version，没有改动。" "确实要装旧的：./install.sh --older"
    fi
fi
mkdir -p "$opt"
size=$(du -sk "$here/xinhuo" | cut -f1)
free=$(df -Pk "$opt" | tail -n 1 | awk '{print $4}')
[ "$free" -gt $((size + 10240)) ] || stop "磁盘空间不够：需要 $((size / 1024 + 10)) MB，还有 $((free / 1024)) MB。没有改动。"

undo() {
    rm -rf "$passing"
    if [ -d "$former" ] && [ ! -e "$program" ]; then mv "$former" "$program"; fi
}
trap undo EXIT
trap 'exit 1' INT TERM HUP
cp -R "$here/xinhuo" "$passing"
cp "$here/版本" "$here/uninstall.sh" "$passing/"
# The new folder takes the place of the old one in one step; until then the old program stands.
[ ! -e "$program" ] || mv "$program" "$former"
mv "$passing" "$program"
rm -rf "$opt"/.xinhuo-former.* "$opt"/.xinhuo-new.*

mkdir -p "$HOME/.local/bin" "$data/applications" "$data/mime/packages"
ln -sf "$program/xinhuo" "$HOME/.local/bin/xinhuo"
sed "s|^Exec=.*|Exec=\"$program/xinhuo\" %F|" "$here/xinhuo.desktop" > "$data/applications/xinhuo.desktop"
cp "$here/xinhuo-mime.xml" "$data/mime/packages/xinhuo.xml"
(cd "$here/icons" && find . -type f) | while read -r icon; do
    mkdir -p "$data/icons/hicolor/$(dirname "$icon")"
    cp "$here/icons/$icon" "$data/icons/hicolor/$icon"
done
update-desktop-database "$data/applications" 2>/dev/null || true
update-mime-database "$data/mime" 2>/dev/null || true
gtk-update-icon-cache -q "$data/icons/hicolor" 2>/dev/null || true
echo "薪火 $version 已装好：在应用菜单里找“薪火”，或者运行 $HOME/.local/bin/xinhuo。"
echo "卸载：$program/uninstall.sh（数据文件和密钥都会留下）。"
