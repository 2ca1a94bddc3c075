x=foo.bar.baz; echo ${x/./-} ${x//./-} ${x/#foo/X} ${x/%baz/Y} ${x//[aeiou]/_} ${x/nope/z} ${x//o}; p="*"; y="a*b*c"; echo "${y//\*/+}"; e=; echo "[${e/x/y}]"; echo ${x//b?/B}
