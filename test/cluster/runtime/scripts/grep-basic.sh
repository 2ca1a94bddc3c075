printf 'apple\nBanana\ncherry\n' > f; grep an f; grep -i B f; grep -v a f; grep -c e f; grep -n rr f; grep -q zzz f; echo $?
