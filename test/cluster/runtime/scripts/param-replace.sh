s=foo.bar.foo; echo ${s/foo/X} ${s//foo/X} ${s//./-} ${s/zzz/y}
