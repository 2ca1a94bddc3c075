s='héllo wörld'; echo "$s" | tr -d '\n' | wc -c; echo "$s"
