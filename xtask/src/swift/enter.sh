# sh enter.sh ROOT FOLDER SHARED… -- PROGRAM…: runs a program of the root ROOT in FOLDER. The folders SHARED are the same inside and
# outside, and so is the network; all else of the machine stays outside. To be run in mount and process namespaces of its own: with the
# program end the mounts and whatever the program left running.
set -eu
root=$1 folder=$2
shift 2
# A container that hides parts of its /proc does not allow another one.
mount -t proc proc "$root/proc" 2>/dev/null || mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
# A disk that a test can fill.
mount -t tmpfs -o size=2m tmpfs "$root/mnt"
while [ "$1" != -- ]; do
    mkdir -p "$root$1"
    mount --bind "$1" "$root$1"
    shift
done
shift
# The first process of a namespace feels only the signals that it catches.
trap 'exit 130' HUP INT TERM
chroot "$root" /usr/bin/env --chdir="$folder" "$@" &
wait $!
