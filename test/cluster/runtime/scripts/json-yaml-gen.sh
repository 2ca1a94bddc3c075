name=web; n=3; cat <<E
{
  "name": "$name",
  "replicas": $n,
  "ports": [$(for p in 80 443; do printf "%s%d" "$sep" $p; sep=", "; done)]
}
E
for i in $(seq 1 $n); do cat <<-E
	- host: $name-$((i-1))
	  id: $(printf %03d $i)
	E
done; echo '{"a":1,"b":"x"}' | sed 's/.*"b":"\([^"]*\)".*/\1/'; echo '{"items":[1,2,3]}' | tr -d "[]{}\" " | cut -d: -f2; printf 'key: "%s"\n' 'va"lue' | sed 's/\([^:]\) *"\(.*\)"$/\1 \2/'
