f() { local IFS=,; echo "$*"; }; f a b c; echo "$IFS" | od -c | head -1
