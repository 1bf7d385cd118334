# sh make.sh FOLDER MIRROR: makes FOLDER/root, a Debian 13 with Swift, unless FOLDER/complete says that it is there.
# Left out of the packages is what neither builds nor tests need: 1.4 GB remain.
set -eu
folder=$1 mirror=$2
mkdir -p "$folder"
# Whoever comes second waits, and finds it made. The lock ends with the last program that works on the root.
exec 9>"$folder/lock"
flock 9
if [ -e "$folder/complete" ]; then exit 0; fi
# What a killed attempt left.
rm -rf --one-file-system "$folder/root"
mmdebstrap --mode=root --variant=minbase \
    --include=swiftlang,libc6-dev,libstdc++-14-dev \
    --aptopt='Acquire::Languages "none"' \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=*lldb*' \
    --dpkgopt='path-exclude=*clangd*' \
    --dpkgopt='path-exclude=*/docc*' \
    --dpkgopt='path-exclude=*swift_static*' \
    --dpkgopt='path-exclude=*/embedded/*' \
    --dpkgopt='path-exclude=*sourcekit*' \
    trixie "$folder/root" "$mirror"
touch "$folder/complete"
