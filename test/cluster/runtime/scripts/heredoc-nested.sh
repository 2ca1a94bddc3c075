x=1; cat <<A; cat <<-B
outer $x $(echo sub) `echo tick` \$x
A
		indented $((x+1))
	B
cat <<"C"
$x `no`
C
cat <<E1 - <<E2
ignored
E1
$(cat <<I
inner
I
)
E2
