#!/bin/sh
usage() { cat <<USAGE
Usage: ${0##*/} [-h] [-n NAME]
  -h  help
USAGE
exit ${1:-0}; }
while getopts hn: opt; do case $opt in h) usage;; n) NAME=$OPTARG;; *) usage 64;; esac; done
echo "NAME=${NAME:-anon}"; usage 3 | head -1
