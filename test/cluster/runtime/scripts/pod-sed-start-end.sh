sed -n '/start/,/end/p' <<E
before
start
mid
end
after
E
printf 'a=1\nb=2\n' | sed 's/\(.*\)=\(.*\)/\2=\1/'; echo "path/to/file" | sed 's|/|.|g'; echo "foo bar" | sed -E 's/(\w+) (\w+)/\2 \1/'; printf '1\n2\n3\n' | sed '2i inserted'; printf '1\n2\n' | sed '$a end'
