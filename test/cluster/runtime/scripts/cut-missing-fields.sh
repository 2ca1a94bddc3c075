for list in 1,3 3 1,3,4 2- 2-5 3- 1,3- 1,3-4 4,2 1-1,2-3,5 5,6,7; do
  printf 'a b\nx\n\np q r\n' | cut -d' ' -f"$list" | sed 's/$/|/'
done
echo a:b | cut -d:: -f2; echo abc | cut -c3-1; echo "rc $?"
