echo 'echo "arg0=$0 argc=$#"; for a in "$@"; do echo "<$a>"; done; shift 2>/dev/null; echo "$*"' > args.sh
sh args.sh one "two three"; sh args.sh; cat args.sh | sh -s x y
